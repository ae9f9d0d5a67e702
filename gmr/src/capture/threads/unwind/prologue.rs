//! What a function does to the stack before anything else, read from its first bytes.

/// The first bytes of a function, as many as are looked at.
pub(super) const LENGTH: usize = 96;
/// Probing writes to every page of a large frame; and nothing is aligned to more.
const PAGE: u32 = 4096;

/// The first steps of a function that keeps its frame pointer in the register made for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Prologue {
    /// From the stack pointer behind the prologue up to the frame pointer.
    pub(super) frame: u64,
    /// Up to so much more, in steps of eight: the stack pointer was rounded down.
    pub(super) rounding: u64,
    /// How many registers it pushed for its caller.
    pub(super) saved: usize,
    /// How many bytes long it is.
    pub(super) len: usize,
}

/// Reads a prologue: `push rbp; mov rbp, rsp`, then pushes, then room for local variables.
///
/// It stops at the first instruction of another kind. One that changes the stack pointer may
/// stand behind it, so what is read must be proven by what then is on the stack.
pub(super) fn decode(bytes: &[u8]) -> Option<Prologue> {
    let mut rest = Rest { bytes, at: 0 };
    rest.skip(&[0xf3, 0x0f, 0x1e, 0xfa]); // endbr64
    if !rest.skip(&[0x55]) || !(rest.skip(&[0x48, 0x89, 0xe5]) || rest.skip(&[0x48, 0x8b, 0xec])) {
        return None;
    }
    let mut read = Prologue { frame: 0, rounding: 0, saved: 0, len: 0 };
    while let Some(is_saved) = rest.push() {
        read.frame += 8;
        read.saved += usize::from(is_saved);
    }
    read.rounding = rest.alignment()? - 8;
    read.frame += rest.room()?;
    read.len = rest.at;
    Some(read)
}

struct Rest<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Rest<'_> {
    fn next(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Goes behind these bytes, if they come next.
    fn skip(&mut self, expected: &[u8]) -> bool {
        let is_next = self.next().starts_with(expected);
        if is_next {
            self.at += expected.len();
        }
        is_next
    }

    /// Goes behind these bytes and the four of a number, if they come next.
    fn number_behind(&mut self, expected: &[u8]) -> Option<i32> {
        let number = self.next().strip_prefix(expected)?.first_chunk::<4>()?;
        let number = i32::from_le_bytes(*number);
        self.at += expected.len() + 4;
        Some(number)
    }

    /// The same for a number of one byte.
    fn byte_behind(&mut self, expected: &[u8]) -> Option<i32> {
        let number = self.next().strip_prefix(expected)?.first()?.cast_signed();
        self.at += expected.len() + 1;
        Some(number.into())
    }

    /// Goes behind a push; whether its register is one that belongs to the caller.
    fn push(&mut self) -> Option<bool> {
        let (len, is_saved) = match *self.next() {
            [0x53, ..] => (1, true),                       // rbx
            [0x41, 0x54..=0x57, ..] => (2, true),          // r12 to r15
            [0x50..=0x52 | 0x56..=0x57, ..] => (1, false), // rax, rcx, rdx, rsi, rdi
            [0x41, 0x50..=0x53, ..] => (2, false),         // r8 to r11
            _ => return None,
        };
        self.at += len;
        Some(is_saved)
    }

    /// `and rsp, -alignment`; eight, which the stack pointer has anyway, if it does not come next.
    fn alignment(&mut self) -> Option<u64> {
        let mask = self
            .byte_behind(&[0x48, 0x83, 0xe4])
            .or_else(|| self.number_behind(&[0x48, 0x81, 0xe4]));
        let alignment = mask.map_or(Some(8), |mask| positive(mask.checked_neg()?))?;
        (alignment.is_power_of_two() && alignment <= PAGE).then_some(alignment.into())
    }

    /// The room that is made for local variables; `None` if it cannot be told.
    fn room(&mut self) -> Option<u64> {
        let mut room = 0;
        // mov r11, rsp; sub r11, n; and down to there page by page.
        if let Some(distance) = self.number_behind(&[0x49, 0x89, 0xe3, 0x49, 0x81, 0xeb]) {
            room += u64::from(positive(distance)?);
            let is_loop = self.number_behind(&[0x48, 0x81, 0xec]) == Some(PAGE.cast_signed())
                && self.touch()
                && self.skip(&[0x4c, 0x39, 0xdc, 0x75]) // cmp rsp, r11; jne
                && self.skip(&[0xec]);
            if !is_loop {
                return None;
            }
        }
        // mov eax, n; call a function that probes; sub rsp, rax
        if let Some(distance) = self.number_behind(&[0xb8]) {
            self.number_behind(&[0xe8])?;
            return self.skip(&[0x48, 0x29, 0xc4]).then_some(u64::from(positive(distance)?));
        }
        while let Some(distance) = self.lower() {
            room += u64::from(distance?);
            if !self.touch() {
                return Some(room);
            }
            // push rax: the last eight bytes, if those are all.
            room += if self.skip(&[0x50]) { 8 } else { 0 };
        }
        Some(room)
    }

    /// `sub rsp, n`, or `add rsp, -n`.
    fn lower(&mut self) -> Option<Option<u32>> {
        let down = self
            .byte_behind(&[0x48, 0x83, 0xec])
            .or_else(|| self.number_behind(&[0x48, 0x81, 0xec]));
        let up = |rest: &mut Self| {
            rest.byte_behind(&[0x48, 0x83, 0xc4])
                .or_else(|| rest.number_behind(&[0x48, 0x81, 0xc4]))
                .and_then(i32::checked_neg)
        };
        let distance = down.or_else(|| up(self))?;
        Some(positive(distance))
    }

    /// `mov qword ptr [rsp], 0`, or `or qword ptr [rsp], 0`
    fn touch(&mut self) -> bool {
        self.skip(&[0x48, 0xc7, 0x04, 0x24, 0, 0, 0, 0]) || self.skip(&[0x48, 0x83, 0x0c, 0x24, 0])
    }
}

/// The number, if it can be the size of something whose parts are eight bytes long.
fn positive(number: i32) -> Option<u32> {
    u32::try_from(number).ok().filter(|number| number % 8 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Option<(u64, u64, usize, usize)> {
        decode(bytes).map(|read| (read.frame, read.rounding, read.saved, read.len))
    }

    /// `push rbp; mov rbp, rsp` and what follows.
    fn after_record(rest: &[u8]) -> Option<(u64, u64, usize, usize)> {
        read(&[&[0x55, 0x48, 0x89, 0xe5], rest].concat())
    }

    #[test]
    fn pushes_and_room_are_added_up() {
        let body = [0x89, 0xf8]; // mov eax, edi
        assert_eq!(after_record(&body), Some((0, 0, 0, 4)));
        // push r15; push r14; push rbx; push rax
        let pushes = [0x41, 0x57, 0x41, 0x56, 0x53, 0x50];
        assert_eq!(after_record(&pushes), Some((32, 0, 3, 10)));
        // sub rsp, 0x28
        let small = [0x53, 0x48, 0x83, 0xec, 0x28, 0x89, 0xf8];
        assert_eq!(after_record(&small), Some((48, 0, 1, 9)));
        // sub rsp, 0x1e8
        let large = [0x48, 0x81, 0xec, 0xe8, 0x01, 0, 0];
        assert_eq!(after_record(&large), Some((0x1e8, 0, 0, 11)));
        // add rsp, -128
        let added = [0x48, 0x83, 0xc4, 0x80];
        assert_eq!(after_record(&added), Some((128, 0, 0, 8)));
        let marked = [0xf3, 0x0f, 0x1e, 0xfa, 0x55, 0x48, 0x8b, 0xec, 0x53];
        assert_eq!(read(&marked), Some((8, 0, 1, 9)));
    }

    #[test]
    fn large_frames_are_probed_page_by_page() {
        let sub = [0x48, 0x81, 0xec, 0, 0x10, 0, 0];
        let touch = [0x48, 0xc7, 0x04, 0x24, 0, 0, 0, 0];
        // sub rsp, 4096; touch; sub rsp, 4096; touch; sub rsp, 16
        let rest = [0x48, 0x83, 0xec, 0x10];
        let unrolled = [&sub[..], &touch, &sub, &touch, &rest].concat();
        assert_eq!(after_record(&unrolled).unwrap_or_default().0, 8192 + 16);
        // mov r11, rsp; sub r11, 0x8000; loop; sub rsp, 16
        let goal = [0x49, 0x89, 0xe3, 0x49, 0x81, 0xeb, 0, 0x80, 0, 0];
        let jump = [0x4c, 0x39, 0xdc, 0x75, 0xec];
        let looped = [&goal[..], &sub, &touch, &jump, &rest].concat();
        assert_eq!(after_record(&looped).unwrap_or_default().0, 0x8000 + 16);
        // sub rsp, 4096; touch; push rax
        let pushed = [&sub[..], &touch, &[0x50], &rest[..1]].concat();
        assert_eq!(after_record(&pushed).unwrap_or_default().0, 4096 + 8);
        // Another loop is not understood.
        let other = [&goal[..], &sub, &rest].concat();
        assert_eq!(after_record(&other), None);
    }

    #[test]
    fn a_rounded_stack_pointer_leaves_a_choice() {
        // push rbx; and rsp, -64; sub rsp, 0x80
        let rounded = [0x53, 0x48, 0x83, 0xe4, 0xc0, 0x48, 0x81, 0xec, 0x80, 0, 0, 0];
        assert_eq!(after_record(&rounded), Some((136, 56, 1, 16)));
        // To 8192, to 24, and to what is no number of bytes.
        for mask in [-8192_i32, -24, 0x40, i32::MIN] {
            let rounded = [&[0x48, 0x81, 0xe4][..], &mask.to_le_bytes()].concat();
            assert_eq!(after_record(&rounded), None, "{mask}");
        }
    }

    #[test]
    fn a_function_without_a_frame_pointer_has_none() {
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[0x55]), None);
        assert_eq!(read(&[0x55, 0x48, 0x89]), None);
        // push rbp; push r15
        assert_eq!(read(&[0x55, 0x41, 0x57, 0x48, 0x89, 0xe5]), None);
        // sub rsp, 8
        assert_eq!(read(&[0x48, 0x83, 0xec, 0x08]), None);
        // A size that is no size, and one that is cut.
        assert_eq!(after_record(&[0x48, 0x83, 0xec, 0x05]), None);
        assert_eq!(after_record(&[0x48, 0x81, 0xec, 0xe8]), Some((0, 0, 0, 4)));
    }
}
