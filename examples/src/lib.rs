//! Programs that use gmr as any user would; each is a binary beside this file.
