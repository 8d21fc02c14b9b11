/// A search engine that has proven who it is, and that the publisher lets read whole
/// stories: those that are metered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Its crawler’s name, such as `Googlebot`.
    pub name: &'static str,
    /// Whether it may read what is kept for readers and subscribers as well.
    pub premium: bool,
}
