"""Adapters from values to Qt's item models."""
