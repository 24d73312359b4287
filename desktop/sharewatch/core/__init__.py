"""The definitions, as pure functions: values in, values out."""
