#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| gmr::__fuzz::code(data));
