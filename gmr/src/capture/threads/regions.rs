//! The mappings in which stacks may lie.

use crate::sys::snapshot::{MAIN_STACK_GROWTH, Region};
use std::fs;
use std::io;

/// Reads the mappings of this process that can be written to, in the order of their addresses.
pub(super) fn read() -> io::Result<Vec<Region>> {
    Ok(parse(&fs::read("/proc/self/maps")?))
}

/// The region of a sorted list that holds an address.
pub(super) fn containing(regions: &[Region], address: u64) -> Option<&Region> {
    let region = regions.get(regions.partition_point(|region| region.end <= address))?;
    let is_grown = region.is_main_stack && region.start.saturating_sub(address) < MAIN_STACK_GROWTH;
    (region.start <= address || is_grown).then_some(region)
}

/// `start-end rwxp offset device inode path`, one a line.
pub(super) fn parse(maps: &[u8]) -> Vec<Region> {
    maps.split(|byte| *byte == b'\n').filter_map(parse_line).collect()
}

fn parse_line(line: &[u8]) -> Option<Region> {
    let space = line.iter().position(|byte| *byte == b' ')?;
    let (range, rest) = line.split_at_checked(space)?;
    if rest.get(2) != Some(&b'w') {
        return None;
    }
    let (start, end) = std::str::from_utf8(range).ok()?.split_once('-')?;
    let number = |text| u64::from_str_radix(text, 16).ok();
    let is_main_stack = line.ends_with(b" [stack]");
    Some(Region { start: number(start)?, end: number(end)?, is_main_stack })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_written_to_is_kept() {
        let maps = b"55d0-55d8 r-xp 00000000 08:01 42    /bin/a\n\
            7f00-7f10 rw-p 00000000 00:00 0 \n\
            7f10-7f20 ---p 00000000 00:00 0 \n\
            7ffe-7fff rw-p 00000000 00:00 0         [stack]\n\
            ffff-ffff --xp 00000000 00:00 0         [vsyscall]\n";
        let region = |start, end, is_main_stack| Region { start, end, is_main_stack };
        assert_eq!(parse(maps), [region(0x7f00, 0x7f10, false), region(0x7ffe, 0x7fff, true)],);
    }

    #[test]
    fn a_local_variable_lies_in_a_region() {
        let variable = 0_u8;
        let address = (&raw const variable) as u64;
        let regions = read().expect("the kernel lists the mappings");
        assert!(regions.iter().any(|r| r.start <= address && address < r.end));
        assert!(regions.is_sorted_by_key(|r| r.start));
    }
}
