-- What tells the machines of one server apart from those of another: the public keys that they work with.
CREATE TABLE public_keys (
    name       TEXT PRIMARY KEY,
    thumbprint TEXT NOT NULL
) STRICT;
