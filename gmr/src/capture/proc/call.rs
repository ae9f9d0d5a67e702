//! `/proc/self/task/*/syscall`: the system call that a thread is in.

/// What the kernel says of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallState {
    /// On a processor, or about to be.
    Running,
    /// Asleep in a system call.
    InCall(Call),
    /// Asleep, but not in a system call: in a page fault, say, or stopped by a signal.
    Elsewhere {
        /// The stack pointer.
        sp: u64,
        /// Where it goes on.
        pc: u64,
    },
}

/// A system call that has not returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Call {
    /// Which one, on this architecture.
    pub(crate) number: u64,
    /// As the kernel got them.
    pub(crate) arguments: [u64; 6],
    /// The stack pointer.
    pub(crate) sp: u64,
    /// Where it goes on.
    pub(crate) pc: u64,
}

impl CallState {
    /// Reads the line that the kernel writes: `running`, or the number, six arguments, stack
    /// pointer and program counter, or -1 and the last two.
    pub(crate) fn parse(line: &[u8]) -> Option<Self> {
        let line = std::str::from_utf8(line).ok()?.trim_end();
        if line == "running" {
            return Some(CallState::Running);
        }
        let mut words = line.split(' ');
        let number: i64 = words.next()?.parse().ok()?;
        let mut values = [0; 8];
        let mut len = 0;
        for word in words {
            *values.get_mut(len)? = u64::from_str_radix(word.strip_prefix("0x")?, 16).ok()?;
            len += 1;
        }
        match (u64::try_from(number), len) {
            (Ok(number), 8) => {
                let [a, b, c, d, e, f, sp, pc] = values;
                Some(CallState::InCall(Call { number, arguments: [a, b, c, d, e, f], sp, pc }))
            }
            (Err(_), 2) => Some(CallState::Elsewhere { sp: values[0], pc: values[1] }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_of_the_line_is_read() {
        let parse = |line: &str| CallState::parse(line.as_bytes());
        assert_eq!(parse("running\n"), Some(CallState::Running));
        let elsewhere = CallState::Elsewhere { sp: 0x7ffe, pc: 0x55d0 };
        assert_eq!(parse("-1 0x7ffe 0x55d0\n"), Some(elsewhere));
        let arguments = [0x7f00, 0x189, 0x1, 0, 0, 0xffff_ffff];
        let call = Call { number: 202, arguments, sp: 0x7ffd, pc: 0x7f01 };
        let line = "202 0x7f00 0x189 0x1 0x0 0x0 0xffffffff 0x7ffd 0x7f01\n";
        assert_eq!(parse(line), Some(CallState::InCall(call)));
    }

    #[test]
    fn a_line_of_any_other_form_is_refused() {
        for line in ["", "202", "202 0x1", "-1 0x1", "-1 0x1 0x2 0x3", "x 0x1 0x2", "-1 1 2"] {
            assert_eq!(CallState::parse(line.as_bytes()), None, "{line}");
        }
        let too_long = "0 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0";
        assert_eq!(CallState::parse(too_long.as_bytes()), None);
    }
}
