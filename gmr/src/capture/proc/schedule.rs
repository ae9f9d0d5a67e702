//! What the scheduler tells of a thread, in `/proc/self/task/*/status` and `sched`.

use crate::model::Switches;
use std::time::Duration;

/// How often a thread has left the processor: two lines of `status`.
///
/// In the bytes, and not through [`super::Status`], because it is asked for every thread.
pub(crate) fn switches(status: &[u8]) -> Option<Switches> {
    let number = |name| std::str::from_utf8(value(status, name)?).ok()?.trim().parse().ok();
    Some(Switches {
        voluntary: number(b"voluntary_ctxt_switches")?,
        involuntary: number(b"nonvoluntary_ctxt_switches")?,
    })
}

/// When a thread was last seen on a processor, on the scheduler's own clock: a line of `sched`,
/// in milliseconds.
pub(crate) fn last_run(sched: &[u8]) -> Option<Duration> {
    let text = std::str::from_utf8(value(sched, b"se.exec_start")?).ok()?.trim();
    let (millis, nanos) = text.split_once('.')?;
    // Six places behind the point, as the kernel writes them.
    let nanos = (nanos.len() == 6).then(|| nanos.parse().ok())??;
    let nanos = Duration::from_nanos(u32::into(nanos));
    Some(Duration::from_millis(millis.parse().ok()?).saturating_add(nanos))
}

/// What stands behind `name`, spaces and a colon.
fn value<'t>(text: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    // The last lines are the ones that are asked for.
    let mut lines = text.rsplit(|byte| *byte == b'\n');
    lines.find_map(|line| line.strip_prefix(name)?.trim_ascii_start().strip_prefix(b":"))
}
