"""The platform is run: local stack, provisioning, status, pages, verification, the demo."""
