"""The platform's frame: settings, addresses, the base page, the `serve` and `work` commands."""
