out.html: index.rst images/a.png \
  my\ file.rst a\#b c$$d

images/a.png:
