out: a
nonsense here
