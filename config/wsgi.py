"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from config import processes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
processes.settle()
