"""What people type, checked and drawn. Every form is drawn by the templates of `templates/uswds/`."""
