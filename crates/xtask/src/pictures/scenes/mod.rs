//! Every picture of the demo and what draws it.

mod bank;
mod bills;
mod cement;
mod counters;
mod craft;
mod dams;
mod desks;
mod doors;
mod fields;
mod gold;
mod halls;
mod harbour;
mod hills;
mod map;
mod paints;
mod rails;
mod roads;
mod shops;
mod shores;
mod stores;
mod streets;
mod town;
mod typing;
mod wells;
mod works;
mod workshop;
mod yards;

use super::raster::Sheet;

/// Draws one scene.
pub(super) type Scene = fn(&mut Sheet);

/// The image of the paper itself, for links to it.
pub(super) const SOCIAL: Scene = shores::skyline;

/// The pictures by name, in the order of the demo's sections.
pub(super) const SCENES: &[(&str, Scene)] = &[
    ("berth-reopens-after-crane-fault", harbour::berth),
    ("overnight-money-tightens", desks::coin_stacks),
    ("bond-desks-longer-pause", bank::bank),
    ("bhadra-tractors-chairman", fields::ploughing),
    ("seven-mid-caps-own-growth", works::sawtooth),
    ("boring-competence", desks::stamp),
    ("cold-storage-onion-prices", yards::onions),
    ("data-centres-drink-less", halls::data_hall),
    ("kolli-ferro-lenders", rails::siding),
    ("fewer-buses-on-time", streets::bus_stop),
    ("gst-refunds-faster", works::customs),
    ("weighbridge-freight-count", roads::weighbridge),
    ("what-a-waiting-lorry-costs", roads::waiting_lorries),
    ("waiting-lorry-gate", roads::closed_gate),
    ("box-from-nhava-sheva", harbour::empty_box),
    ("build-the-shed-before-the-port", shores::sea_shed),
    ("pay-the-suppliers-first", bills::spike),
    ("phone-masts-sell-power", hills::mast),
    ("soundbox-grows-quiet", shops::soundbox),
    ("noon-power-night-shift", fields::solar),
    ("insurers-buy-forty-year-loans", dams::half_bridge),
    ("rajkot-namkeen-by-train", rails::parcel_train),
    ("city-measures-its-roofs", town::roofs),
    ("cement-cycle-from-the-bottom", cement::cement),
    ("electronic-scales-in-mandis", yards::mandi),
    ("gold-loan-auction-notice", gold::gold),
    ("pump-maker-earns-from-repairs", wells::pump),
    ("pump-repair-bench", workshop::repair_bench),
    ("paint-maker-stopped-counting-litres", paints::paint),
    ("two-wheelers-small-towns", streets::two_wheelers),
    ("guwahati-tea-auction", hills::tea),
    ("cardamom-waits-for-a-laboratory", stores::cardamom),
    ("emi-or-years", doors::locked_house),
    ("deposit-on-a-rented-flat", doors::flat_door),
    ("bank-phones-speak-varhadi", counters::bank_phone),
    ("wooden-ships-of-mandvi", shores::mandvi),
    ("west-coast-map", map::west_coast),
    ("typists-keep-old-keyboard", typing::typist),
    ("shrimp-one-size-smaller", shores::beach),
    ("well-a-village-did-not-dig", wells::dry_well),
    ("hospital-sells-buildings", town::hospital),
    ("what-the-reservoir-tells-us", dams::reservoir),
    ("who-pays-for-the-footbridge", rails::footbridge),
    ("one-mills-software", halls::looms),
    ("mangoes-by-sea", harbour::mangoes),
];
