"""What people type, checked and drawn. Every form is drawn by the templates of `templates/uswds/`."""

from . import stock

stock.say()
