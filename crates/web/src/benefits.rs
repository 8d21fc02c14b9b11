use vocab::Benefit;

/// The drawing of a benefit in `assets/icons.svg`.
pub const fn benefit_icon(benefit: &Benefit) -> &'static str {
    match benefit {
        Benefit::Unlimited => "text",
        Benefit::Premium => "premium",
        Benefit::Partner(_) => "partner",
        Benefit::Epaper => "epaper",
        Benefit::Newsletters => "newsletters",
        Benefit::SmartInvestor => "investor",
        Benefit::Archive => "archive",
        Benefit::AdFree => "adfree",
    }
}
