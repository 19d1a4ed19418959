"""Every kind of record that Python users know, measured side by side."""
