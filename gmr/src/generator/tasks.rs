//! "Green Threads": the async tasks of the program.

use crate::section::Out;

/// Writes the section: this version tracks no task, and says what can be seen all the same.
pub(super) fn write(out: Out<'_>) {
    out.note(
        "no async task is tracked by this version of gmr; a task that a thread runs now is on \
         that thread's stack under Threads, and `gmr::register` adds a section that lists yours",
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::written;
    use crate::model::{Content, Value};

    #[test]
    fn a_report_says_that_tasks_are_not_seen_and_what_to_do() {
        let Content::Value(Value::Note(note)) = written(write) else { unreachable!() };
        assert!(note.contains("no async task is tracked") && note.contains("gmr::register"));
    }
}
