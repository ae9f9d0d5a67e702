//! `/proc/*/stat`: one process, or one thread of it, on a line.

use crate::model::ThreadState;

/// `/proc/*/stat`: one process, or one thread of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stat {
    /// The process or thread.
    pub(crate) id: u64,
    /// Its name as the kernel knows it; may hold anything but zero.
    pub(crate) name: String,
    /// What it does.
    pub(crate) state: ThreadState,
    /// The process that gets to know when it ends.
    pub(crate) parent: u64,
    /// Threads of the process.
    pub(crate) threads: u64,
    /// When it was started, in clock ticks since the machine was.
    pub(crate) start_ticks: u64,
    /// Pages that were not there when they were used, and were had without reading a disk.
    pub(crate) minor_faults: u64,
    /// The same, and they were read from a disk.
    pub(crate) major_faults: u64,
    /// Clock ticks on a processor, in the program.
    pub(crate) user_ticks: u64,
    /// Clock ticks on a processor, in the kernel.
    pub(crate) system_ticks: u64,
    /// How it is scheduled.
    pub(crate) policy: Policy,
}

/// How the kernel schedules a process or thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Policy {
    /// The kernel's number of the policy; 0 is the default.
    pub(crate) number: u64,
    /// Among real-time threads; 0 for others.
    pub(crate) priority: u64,
    /// Among others: from -20, the first, to 19, the last.
    pub(crate) nice: i64,
}

impl Stat {
    /// Reads the line that the kernel writes.
    ///
    /// The name stands in parentheses and may itself hold parentheses, spaces and line feeds, so
    /// it goes to the last closing one.
    pub(crate) fn parse(line: &[u8]) -> Option<Self> {
        let open = line.iter().position(|byte| *byte == b'(')?;
        let close = line.iter().rposition(|byte| *byte == b')')?;
        let id = std::str::from_utf8(line.get(..open)?).ok()?.trim().parse().ok()?;
        let name = String::from_utf8_lossy(line.get(open + 1..close)?).into_owned();
        let rest = std::str::from_utf8(line.get(close + 1..)?).ok()?;
        let mut fields = Fields { rest: rest.split_ascii_whitespace(), next: 3 };
        // The fields in their order, with their numbers of proc_pid_stat(5).
        let mut stat = Stat {
            id,
            name,
            state: ThreadState::from_letter(fields.at(3)?.chars().next()?),
            parent: fields.number(4)?,
            minor_faults: fields.number(10)?,
            major_faults: fields.number(12)?,
            user_ticks: fields.number(14)?,
            system_ticks: fields.number(15)?,
            policy: Policy { nice: fields.at(19)?.parse().ok()?, ..Policy::default() },
            threads: fields.number(20)?,
            start_ticks: fields.number(22)?,
        };
        // The line of a very old kernel ends before.
        stat.policy.priority = fields.number(40).unwrap_or(0);
        stat.policy.number = fields.number(41).unwrap_or(0);
        Some(stat)
    }
}

/// The fields of the line behind the name.
struct Fields<'l> {
    rest: std::str::SplitAsciiWhitespace<'l>,
    /// The number of the first of the rest.
    next: usize,
}

impl<'l> Fields<'l> {
    /// The field with this number, which is behind all that were asked for.
    fn at(&mut self, number: usize) -> Option<&'l str> {
        let skip = number.checked_sub(self.next)?;
        self.next = number + 1;
        self.rest.nth(skip)
    }

    /// The same; what is below zero, as the kernel writes what it does not tell, is zero.
    fn number(&mut self, number: usize) -> Option<u64> {
        let field = self.at(number)?;
        field.parse().or_else(|_| field.parse::<i64>().map(|_| 0)).ok()
    }
}

impl Policy {
    /// In words, if it is not the default: "SCHED_FIFO, priority 10", "nice 5".
    #[cfg(gmr_capture)]
    pub(crate) fn words(self) -> Option<String> {
        let name = match self.number {
            0 if self.nice == 0 => return None,
            0 => return Some(format!("nice {}", self.nice)),
            1 => "SCHED_FIFO",
            2 => "SCHED_RR",
            3 => "SCHED_BATCH",
            5 => "SCHED_IDLE",
            6 => "SCHED_DEADLINE",
            7 => "SCHED_EXT",
            number => return Some(format!("scheduling policy {number}")),
        };
        Some(match (self.priority, self.nice) {
            (0, 0) => name.to_owned(),
            (0, nice) => format!("{name}, nice {nice}"),
            (priority, _) => format!("{name}, priority {priority}"),
        })
    }
}
