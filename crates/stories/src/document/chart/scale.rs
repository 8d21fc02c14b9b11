//! From figures to places.

/// A stretch of figures, in hundredths, and the round steps on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) low: i64,
    pub(super) high: i64,
    pub(super) step: i64,
}

/// So many stretches lie between the lines of a grid.
const STRETCHES_MAX: i64 = 5;

impl Scale {
    /// Round steps from at most `low` to at least `high`. No step is finer
    /// than the figures themselves, which have so many `decimals`.
    pub(super) fn round(low: i64, high: i64, decimals: u32) -> Self {
        let high = if low == high { high + 100 } else { high };
        let finest = match decimals {
            0 => 100,
            1 => 10,
            _ => 1,
        };
        let bounds = |step: i64| (low.div_euclid(step), -(-high).div_euclid(step));
        let fits = |step: &i64| {
            let (first, last) = bounds(*step);
            last - first <= STRETCHES_MAX
        };
        let step = steps().filter(|step| *step >= finest).find(fits).unwrap_or(high - low);
        let (first, last) = bounds(step);
        Self { low: first * step, high: last * step, step }
    }

    /// Where the grid's lines are.
    pub(super) fn ticks(self) -> impl Iterator<Item = i64> {
        (0..=(self.high - self.low) / self.step.max(1))
            .map(move |index| self.low + index * self.step)
    }

    /// The place of `value` where `low` is at `from` and `high` at `to`.
    pub(super) fn at(self, value: i64, from: i64, to: i64) -> i64 {
        let share = i128::from(value - self.low) * i128::from(to - from);
        let place = share / i128::from((self.high - self.low).max(1));
        from + i64::try_from(place).unwrap_or(0)
    }
}

/// 1, 2, 5, 10, 20, 50 and so on; from 25 whole ones also quarters.
fn steps() -> impl Iterator<Item = i64> {
    (0..16).flat_map(|power| {
        let one = 10_i64.pow(power);
        let quarter = if one >= 1_000 { 5 * one / 2 } else { 2 * one };
        [one, 2 * one, quarter, 5 * one]
    })
}
