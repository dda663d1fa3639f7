"""What stands guard over the project file: who may write it, whether it is what it was, what is beside it."""
