//! What a thread does, as the kernel has it.

use std::time::Duration;

/// The state of a thread as `/proc/self/task/*/stat` gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ThreadState {
    /// `R`: on a processor, or waiting for one.
    Running,
    /// `S`: asleep until an event.
    Sleeping,
    /// `D`: asleep in the kernel, not to be woken by a signal.
    DiskSleep,
    /// `T`: stopped by a signal.
    Stopped,
    /// `t`: stopped by a debugger.
    Traced,
    /// `Z`: ended, not yet reaped.
    Zombie,
    /// `X`: ending.
    Dead,
    /// `I`: an idle kernel thread.
    Idle,
    /// A letter that this version does not know.
    Other(char),
}

impl ThreadState {
    /// The state behind the kernel's letter.
    #[must_use]
    pub fn from_letter(letter: char) -> Self {
        match letter {
            'R' => ThreadState::Running,
            'S' => ThreadState::Sleeping,
            'D' => ThreadState::DiskSleep,
            'T' => ThreadState::Stopped,
            't' => ThreadState::Traced,
            'Z' => ThreadState::Zombie,
            'X' | 'x' => ThreadState::Dead,
            'I' => ThreadState::Idle,
            other => ThreadState::Other(other),
        }
    }

    /// The kernel's letter for the state.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            ThreadState::Running => 'R',
            ThreadState::Sleeping => 'S',
            ThreadState::DiskSleep => 'D',
            ThreadState::Stopped => 'T',
            ThreadState::Traced => 't',
            ThreadState::Zombie => 'Z',
            ThreadState::Dead => 'X',
            ThreadState::Idle => 'I',
            ThreadState::Other(letter) => letter,
        }
    }

    /// The state in a word, as `ps` users know it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ThreadState::Running => "running",
            ThreadState::Sleeping => "sleeping",
            ThreadState::DiskSleep => "uninterruptible sleep",
            ThreadState::Stopped => "stopped",
            ThreadState::Traced => "stopped by a debugger",
            ThreadState::Zombie => "zombie",
            ThreadState::Dead => "ending",
            ThreadState::Idle => "idle",
            ThreadState::Other(_) => "unknown state",
        }
    }
}

/// Time on a processor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CpuTime {
    /// In the program.
    pub user: Duration,
    /// In the kernel.
    pub system: Duration,
}

/// How often a thread has left the processor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Switches {
    /// To wait for something.
    pub voluntary: u64,
    /// Because it was another's turn.
    pub involuntary: u64,
}
