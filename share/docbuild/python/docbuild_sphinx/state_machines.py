"""Gives docutils' parser states their table of transitions without making it anew for each.

It does not know the states. docutils makes a table for every state of every nested parse, by name;
what is in it depends on the class alone, but for the methods, which are those of the state.
"""

_tables = {}


def install():
    """In all parsers of this process and of those forked from it."""
    from docutils.statemachine import State, StateWS

    original = StateWS.add_initial_transitions
    if hasattr(original, "replaced"):
        return

    def add_initial_transitions(self):
        cls = type(self)
        table = _tables.get(cls)
        if table is None or not table.holds():
            original(self)
            if cls.make_transition is State.make_transition:
                _tables[cls] = _Table(self)
            return
        self.transition_order[:0] = table.order
        self.transitions.update({name: (pattern, getattr(self, name), state)
                                 for name, pattern, state in table.entries})

    add_initial_transitions.replaced = original
    StateWS.add_initial_transitions = add_initial_transitions


class _Table:
    def __init__(self, state):
        self.order = list(state.transition_order)
        self.entries = [(name, pattern, next_state)
                        for name, (pattern, _, next_state) in state.transitions.items()]
        self._class = type(state)
        self._made_of = [_copy(part) for part in self._parts()]

    def _parts(self):
        cls = self._class
        return cls.initial_transitions, cls.ws_initial_transitions, cls.patterns, cls.ws_patterns

    def holds(self):
        """False where an extension has changed, since, what the table is made of."""
        return all(part == known for part, known in zip(self._parts(), self._made_of))


def _copy(part):
    return part if part is None or isinstance(part, tuple) else part.copy()
