one two: C:\dir\x \
  b.rst # why
three: b.rst
