//! What names the same stack on another host, after a restart, in a patch release.

use crate::model::Frame;
#[cfg(gmr_capture)]
use crate::model::{Branch, BranchEnd};
use std::sync::Arc;

/// 64-bit FNV-1a, as 16 hexadecimal digits, over a line for each frame from the innermost
/// outwards: the name of the function, without hash and crate disambiguator, and a newline.
///
/// A frame without a name counts as `+0x12ab` behind the build id of its module, or behind the
/// module's file name if it has none; one without a module as `?`. Neither lines nor addresses
/// count: they change with each release or run.
pub(crate) fn stack_id<'m>(
    frames: &[Arc<Frame>],
    build_id: impl Fn(&str) -> Option<&'m str>,
) -> String {
    let mut hash = Fnv::default();
    frames.iter().for_each(|frame| hash.add_frame(frame, &build_id));
    format!("{:016x}", hash.0)
}

/// The same for where a task waits: a line for each frame from the outermost inwards; where it
/// waits for several things, their lines one after the other, between `(` and `)` on lines of
/// their own.
#[cfg(gmr_capture)]
pub(crate) fn trace_id<'m>(
    branches: &[Branch],
    build_id: &impl Fn(&str) -> Option<&'m str>,
) -> String {
    let mut hash = Fnv::default();
    hash.add_branches(branches, build_id);
    format!("{:016x}", hash.0)
}

/// Fowler, Noll and Vo's hash: everyone can compute it anew.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, text: &str) {
        let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        self.0 = text.bytes().fold(self.0, step);
    }

    fn add_frame<'m>(&mut self, frame: &Frame, build_id: &impl Fn(&str) -> Option<&'m str>) {
        match (&frame.function, &frame.module) {
            (Some(function), _) => self.add(function),
            (None, Some(module)) => {
                let file_name = || module.rsplit('/').next().unwrap_or_default();
                self.add(build_id(module).unwrap_or_else(file_name));
                self.add(&format!("+{:#x}", frame.offset.unwrap_or_default()));
            }
            (None, None) => self.add("?"),
        }
        self.add("\n");
    }

    #[cfg(gmr_capture)]
    fn add_branches<'m>(
        &mut self,
        branches: &[Branch],
        build_id: &impl Fn(&str) -> Option<&'m str>,
    ) {
        for branch in branches {
            branch.frames.iter().for_each(|frame| self.add_frame(frame, build_id));
            if let BranchEnd::Fork(inner) = &branch.end {
                self.add("(\n");
                self.add_branches(inner, build_id);
                self.add(")\n");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(function: &str) -> Frame {
        Frame { function: Some(function.into()), ..Frame::new(0x1000) }
    }

    fn nameless(module: &str, offset: u64) -> Frame {
        Frame { module: Some(module.into()), offset: Some(offset), ..Frame::new(0x2000) }
    }

    fn id(frames: &[Frame]) -> String {
        let frames: Vec<_> = frames.iter().cloned().map(Arc::new).collect();
        stack_id(&frames, |module| (module == "/opt/app").then_some("ab12"))
    }

    #[test]
    fn the_id_is_the_published_hash_of_the_lines() {
        // As the reference implementation has it for "" and "a\n".
        assert_eq!(id(&[]), "cbf29ce484222325");
        assert_eq!(id(&[named("a")]), "089bdc07b544e7b2");
    }

    #[test]
    fn neither_line_nor_address_nor_inlining_counts() {
        let moved = Frame { line: Some(3), inlined: true, address: 7, ..named("a") };
        assert_eq!(id(&[moved, named("b")]), id(&[named("a"), named("b")]));
        assert_ne!(id(&[named("ab")]), id(&[named("a"), named("b")]));
        assert_ne!(id(&[named("b"), named("a")]), id(&[named("a"), named("b")]));
    }

    #[test]
    fn a_frame_without_a_name_counts_as_build_and_offset() {
        assert_eq!(id(&[nameless("/opt/app", 0x12)]), id(&[named("ab12+0x12")]));
        assert_eq!(id(&[nameless("/opt/other", 0x12)]), id(&[named("other+0x12")]));
        assert_eq!(id(&[Frame::new(0x99)]), id(&[Frame::new(0x77)]));
    }
}
