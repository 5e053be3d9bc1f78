"""What gunicorn serves: `gunicorn -k gevent -w 1 wsgi:app`."""

from competition.app import create_app

app = create_app()
