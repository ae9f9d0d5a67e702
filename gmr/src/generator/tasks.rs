//! "Green Threads": the async tasks of the program.

use crate::section::{Out, Task, tasks};

/// Writes the section: this version lists the tasks that are marked, and says how.
pub(super) fn write(out: Out<'_>) {
    write_tasks(&tasks(), out);
}

fn write_tasks(all: &[&Task], out: Out<'_>) {
    if all.is_empty() {
        return out.note(
            "no async task is listed: put `#[gmr::task]` on an `async fn`, or wrap a future with \
             `gmr::task(\"name\", future)`; a task that a thread runs now is on that thread's \
             stack under Threads",
        );
    }
    let mut map = out.map();
    for task in all {
        let twins = all.iter().filter(|other| other.name == task.name).count();
        let title = match twins {
            1 => task.name.to_owned(),
            _ => format!("{} ({}:{})", task.name, task.origin.file, task.origin.line),
        };
        // A name says nothing of whether what it lists is a secret.
        map.group(title).value(*task);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Content, Origin, Value};
    use crate::section::Sheet;

    fn written(all: &[&Task]) -> Value {
        let sheet = Sheet::new();
        write_tasks(all, Out::root(&sheet));
        let Content::Value(value) = sheet.take() else { unreachable!() };
        value
    }

    #[test]
    fn a_report_without_tasks_says_what_to_do() {
        let Value::Note(note) = written(&[]) else { unreachable!() };
        assert!(note.contains("#[gmr::task]") && note.contains("gmr::task("));
    }

    #[test]
    fn tasks_of_one_name_are_told_apart_by_their_places() {
        let at = |line| Origin { module: "m", file: "f.rs", line };
        let all = [Task::new("token", at(1)), Task::new("token", at(2)), Task::new("b", at(3))];
        let form = written(&all.each_ref());
        let _live = all[0].begin(None);
        assert_eq!(
            form.entry("token (f.rs:1)").and_then(|t| t.entry("alive")),
            Some(&Value::Int(0))
        );
        assert!(form.entry("token (f.rs:2)").is_some() && form.entry("b").is_some());
    }
}
