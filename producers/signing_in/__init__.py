"""Who of a source sits at the browser: signed in with a password, known by a session that the server keeps."""
