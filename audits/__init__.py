"""What was done, for ever: history, views of tax data, accounting. It knows nothing of requests_app, which stands on it."""
