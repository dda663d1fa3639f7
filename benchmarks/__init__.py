"""What is measured, side by side with the alternatives in the same run. Nothing here is a test."""
