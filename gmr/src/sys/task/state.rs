//! What a task is doing.

/// What a task is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It was never polled.
    New,
    /// It was polled, and is to be polled again.
    Idle,
    /// It is polled right now.
    Running,
    /// It returned, or panicked.
    Done,
    /// Its future is being dropped.
    Dropping,
}

impl State {
    const ALL: [State; 5] = [State::New, State::Idle, State::Running, State::Done, State::Dropping];

    /// The state that is kept as this number.
    pub(super) fn of(word: u32) -> State {
        Self::ALL.get(word as usize).copied().unwrap_or(State::Dropping)
    }
}
