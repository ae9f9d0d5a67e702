//! For those who read reports: the pages in `gmr/docs`.

pub mod masking {
    //! What is masked, and what is not.
    //!
    #![doc = include_str!("../docs/masking.md")]
}
