#![no_main]

// Without any file, nothing is changed.
libfuzzer_sys::fuzz_target!(|report: &str| {
    let text = gmr::symbolize::Symbolizer::new().text(report);
    assert_eq!(text.ok().as_deref(), Some(report));
});
