//! Dates, numbers and money, as each language writes them (CLDR, through icu).

use std::{borrow::Borrow, sync::LazyLock};

use fluent_bundle::FluentValue;
use icu_calendar::{Date, Gregorian, Iso};
use icu_datetime::{
    FixedCalendarDateTimeFormatter,
    fieldsets::{MD, YM, YMD, YMDE},
};
use icu_decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions};
use jiff::{Timestamp, civil, tz::TimeZone};
use vocab::Money;

use crate::{Language, Words};

/// What can be shown as money: an amount, or a reference to one, as templates have it.
pub trait Amount {
    /// The amount.
    fn amount(&self) -> Money;
}

impl Amount for Money {
    fn amount(&self) -> Money {
        *self
    }
}

impl<A: Amount> Amount for &A {
    fn amount(&self) -> Money {
        (**self).amount()
    }
}

type Dates<F> = FixedCalendarDateTimeFormatter<Gregorian, F>;

/// The formatters of one language. Each is missing only if its data were.
struct Formats {
    date: Option<Dates<YMD>>,
    weekday_and_date: Option<Dates<YMDE>>,
    day_and_month: Option<Dates<MD>>,
    short_day: Option<Dates<MD>>,
    month: Option<Dates<YM>>,
    number: Option<DecimalFormatter>,
}

impl Formats {
    fn new(language: Language) -> Self {
        let locale = language.locale();
        let dates = || (&locale).into();
        Self {
            date: Dates::try_new(dates(), YMD::long()).ok(),
            weekday_and_date: Dates::try_new(dates(), YMDE::long()).ok(),
            day_and_month: Dates::try_new(dates(), MD::long()).ok(),
            short_day: Dates::try_new(dates(), MD::medium()).ok(),
            month: Dates::try_new(dates(), YM::long()).ok(),
            number: DecimalFormatter::try_new((&locale).into(), DecimalFormatterOptions::default())
                .ok(),
        }
    }
}

static ENGLISH: LazyLock<Formats> = LazyLock::new(|| Formats::new(Language::English));
static HINDI: LazyLock<Formats> = LazyLock::new(|| Formats::new(Language::Hindi));

fn formats(language: Language) -> &'static Formats {
    match language {
        Language::English => &ENGLISH,
        Language::Hindi => &HINDI,
    }
}

fn day(date: civil::Date) -> Option<Date<Gregorian>> {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    let iso = Date::<Iso>::try_new_iso(i32::from(date.year()), month, day).ok()?;
    Some(iso.to_calendar(Gregorian))
}

/// One of the formatters' answer, or the date as ISO 8601 writes it.
macro_rules! write_date {
    ($words:expr, $form:ident, $at:expr, $zone:expr) => {{
        let date = $zone.to_datetime(*$at.borrow()).date();
        let written = formats($words.language()).$form.as_ref().zip(day(date));
        written.map_or_else(|| date.to_string(), |(form, day)| form.format(&day).to_string())
    }};
}

impl Words {
    /// `23 November 2026`, in `zone`. Templates pass references, code values.
    pub fn date(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        write_date!(self, date, at, zone)
    }

    /// `Monday, 23 November 2026`.
    pub fn weekday_and_date(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        write_date!(self, weekday_and_date, at, zone)
    }

    /// `23 November`.
    pub fn day_and_month(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        write_date!(self, day_and_month, at, zone)
    }

    /// `23 Nov`.
    pub fn short_day(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        write_date!(self, short_day, at, zone)
    }

    /// `23 November, 20:17`.
    pub fn day_and_time(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        format!("{}, {}", self.day_and_month(at.borrow(), zone), self.time(at, zone))
    }

    /// `November 2026`.
    pub fn month(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        write_date!(self, month, at, zone)
    }

    /// `20:17`.
    pub fn time(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        zone.to_datetime(*at.borrow()).strftime("%H:%M").to_string()
    }

    /// `23 November 2026, 20:17`.
    pub fn moment(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        format!("{}, {}", self.date(at.borrow(), zone), self.time(at, zone))
    }

    /// `12,34,567`.
    pub fn number(self, number: i64) -> String {
        match &formats(self.language()).number {
            Some(form) => form.format(&Decimal::from(number)).to_string(),
            None => number.to_string(),
        }
    }

    /// `₹2,700`, with minor units only where there are any.
    pub fn money(self, money: impl Amount) -> String {
        let money = money.amount();
        if money.minor % 100 == 0 { self.amount(money, false) } else { self.amount(money, true) }
    }

    /// `₹2,700.00`, as bills write it.
    pub fn money_exact(self, money: impl Amount) -> String {
        self.amount(money.amount(), true)
    }

    fn amount(self, money: Money, with_minor: bool) -> String {
        let mut amount = Decimal::from(money.minor.unsigned_abs());
        amount.multiply_pow10(-2);
        if with_minor {
            amount.pad_end(-2);
        } else {
            amount.trim_end();
        }
        let sign = if money.minor < 0 { "-" } else { "" };
        let number = match &formats(self.language()).number {
            Some(form) => form.format(&amount).to_string(),
            None => amount.to_string(),
        };
        format!("{sign}{}{number}", money.currency.mark())
    }
}

/// A number within a message.
pub(crate) fn plain_number(language: Language, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let whole: i64 = number.value.to_string().parse().ok()?;
    Some(Words::of(language).number(whole))
}
