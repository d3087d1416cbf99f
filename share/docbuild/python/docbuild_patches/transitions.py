"""Gives docutils' parser states their table of transitions when it is asked for, and by class.

docutils makes a table for every state of every nested parse, of which
few are entered, by name; what is in it depends on the class alone, but for the methods, which are
those of the state.
"""

import docbuild_patches as patches

PATCH = "transitions"

_tables = {}


def install():
    from docutils.statemachine import State, StateWS

    def adding(original):
        def add_initial_transitions(self):
            if type(self) in _tables and not self.transitions:
                del self.transitions, self.transition_order
            else:
                add_all(self, original)
        return add_initial_transitions

    def add_all(state, original):
        first = not state.transitions
        original(state)
        if first:
            keep(state)

    def keep(state):
        cls = type(state)
        if cls.make_transition is State.make_transition:
            _tables[cls] = _Table(state)

    def fill(state):
        """Also when the patch has failed: states are there whose tables are still to be made."""
        state.transitions, state.transition_order = {}, []
        if not quick_fill(state):
            state.transitions, state.transition_order = {}, []
            original = StateWS.add_initial_transitions
            add_all(state, getattr(original, "replaced", original))

    def filled(state):
        table = _tables[type(state)]
        if table.holds():
            table.fill(state)
            return True
        return False

    keep, quick_fill = patches.guarded(PATCH, keep), patches.guarded(PATCH, filled)
    patches.replace(PATCH, StateWS, "add_initial_transitions", adding)
    for name in ("transitions", "transition_order"):
        if name not in vars(StateWS):
            setattr(StateWS, name, _WhenAsked(name, fill))


class _WhenAsked:
    """An attribute that an object has from the first time on that it is looked at."""

    def __init__(self, name, fill):
        self._name = name
        self._fill = fill

    def __get__(self, state, cls=None):
        if state is None:
            return self
        self._fill(state)
        return getattr(state, self._name)


class _Table:
    def __init__(self, state):
        self._order = list(state.transition_order)
        self._entries = [(name, pattern, next_state)
                         for name, (pattern, _, next_state) in state.transitions.items()]
        self._class = type(state)
        self._made_of = [_copy(part) for part in self._parts()]

    def _parts(self):
        cls = self._class
        return cls.initial_transitions, cls.ws_initial_transitions, cls.patterns, cls.ws_patterns

    def holds(self):
        """False where an extension has changed, since, what the table is made of."""
        return all(part == known for part, known in zip(self._parts(), self._made_of))

    def fill(self, state):
        state.transition_order = list(self._order)
        state.transitions = {name: (pattern, getattr(state, name), next_state)
                             for name, pattern, next_state in self._entries}


def _copy(part):
    return part if part is None or isinstance(part, tuple) else part.copy()
