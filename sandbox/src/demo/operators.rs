//! PressOne's operators in the demo.

/// An operator of the played PressOne; ids of its packages start with its slug.
#[derive(Debug)]
pub(crate) struct Operator {
    pub(crate) id: u32,
    pub(crate) slug: &'static str,
    pub(crate) title: &'static str,
    /// ISO 3166-1 alpha-2; empty for a region.
    pub(crate) country: &'static str,
    pub(crate) country_title: &'static str,
}

const fn operator(id: u32, slug: &'static str, title: &'static str, country: &'static str, country_title: &'static str) -> Operator {
    Operator { id, slug, title, country, country_title }
}

/// All of them; the lab's packages belong to none.
pub(crate) const OPERATORS: [Operator; 5] = [
    operator(411, "bonbon-mobile", "Bonbon Mobile", "PT", "Portugal"),
    operator(412, "moshi", "Moshi", "JP", "Japan"),
    operator(413, "mamma-mia", "Mamma Mia", "IT", "Italy"),
    operator(414, "change", "Change", "US", "United States"),
    operator(415, "eurolink", "Eurolink", "", "Europe"),
];
