//! What each of the programs prints: the sections and configurations that reached it.

use gmr::model::{Content, Value};

/// Prints a line for each section of the program and of its libraries, and one for each group of
/// options.
#[expect(clippy::print_stdout, reason = "the test reads it")]
pub fn print_sections() {
    for section in &gmr::collect().sections {
        if section.origin.is_some() {
            println!("section {}", section.title);
        }
        if let Content::Configuration(Value::Map(groups)) = &section.content {
            for group in groups {
                println!("configuration {}", group.key);
            }
        }
    }
}
