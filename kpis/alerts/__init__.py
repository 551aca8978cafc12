"""Targets that will be missed: raised by the night, marked by an official, over when they will be reached after all."""
