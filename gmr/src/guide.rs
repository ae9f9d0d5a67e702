//! For those who read reports: the pages in `gmr/docs`.

pub mod reading {
    //! How to read a report.
    //!
    #![doc = include_str!("../docs/reading.md")]
}

pub mod hang {
    //! My service hangs: what now?
    //!
    #![doc = include_str!("../docs/hang.md")]
}

pub mod masking {
    //! What is masked, and what is not.
    //!
    #![doc = include_str!("../docs/masking.md")]
}

pub mod comparison {
    //! gmr beside other tools.
    //!
    #![doc = include_str!("../docs/comparison.md")]
}
