//! `main` keeps its attributes, its result and its names.

extern crate gmr as meditation;

#[meditation::main(
    crate = crate::meditation,
    service_name = "nova-api",
    log_dir = "/var/log",
    file_event_handler = "/run/nova-api.report",
    file_event_handler_interval = 1,
)]
fn main() -> Result<(), std::num::ParseIntError> {
    #![allow(unused_mut)]
    let mut number: u8 = "7".parse()?;
    assert_eq!(number, 7);
    Ok(())
}
