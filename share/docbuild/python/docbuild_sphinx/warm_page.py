"""The document that is built to warm up: one of each thing that documents are made of.

It does not know how it is built.
"""

PAGE = """
Title
=====

.. contents::

.. toctree::
   :caption: Parts

   other

Text with *emphasis*, **strong**, ``literal``, `a link <https://example.org>`_, :ref:`label <label>`,
:doc:`other`, :term:`word`, :pep:`8`, :kbd:`A`, |today| and a footnote [#]_. "Quotes" -- and more...

.. _label:

Section
-------

.. py:function:: f(a: int, *b: str, c=1) -> None
   :noindex:

   :param a: first
   :returns: nothing
   :rtype: str

.. c:function:: int f(const char *a, struct b c[])
.. c:struct:: s

   .. c:member:: int a

.. cpp:class:: template<typename T> k

.. option:: -a, --all

.. envvar:: NAME

.. glossary::

   word
      meaning

.. note:: text

.. warning:: text

.. seealso:: text

.. versionadded:: 1.0

.. code-block:: python
   :linenos:

   def f(x): return f"{x}" + 'a' * 2

.. code-block:: c

   int main(void) { return 0; }

.. list-table::
   :header-rows: 1

   * - a
     - b
   * - c
     - d

=====  =====
a      b
=====  =====
c      d
=====  =====

+-----+-----+
| a   | b   |
+=====+=====+
| c   | d   |
+-----+-----+

#. one
#. two

- item

  - item

:field: body

a
   definition

| line
| block

::

   literal

>>> 1 + 1
2

.. math:: a^2

.. index:: entry

.. figure:: missing.png

   caption

.. [#] foot
"""
