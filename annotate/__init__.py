"""The domain: values and pure functions. No Qt, no SQL, no paths, no clock, no globals."""
