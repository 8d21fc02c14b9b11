# What every mail about a subscription may say.
mail-your-account = Your account

# The receipt.
receipt-subject = Your receipt from { $paper }: { $amount }
receipt-begun = Thank you. You have { $plan }.
receipt-renewed = Your { $plan } is renewed until { $until }.
receipt-arrived = Your payment of { $amount } has arrived. You can read on until { $until }.
receipt-paid = Paid
receipt-period = Period
receipt-from-until = { $from } until { $until }
receipt-tax = { $tax } { $rate }, included
receipt-invoice = Invoice
receipt-invoice-of = { $number } of { $date }
receipt-description = For
receipt-place = Place of supply
receipt-next = Next charge
receipt-next-on = { $amount } on { $date }
receipt-renews = It goes on { $every } until you cancel. You can cancel at any time in your account, in two clicks, and keep what is paid.
receipt-does-not-renew = It does not renew by itself; nothing more is charged.
receipt-new-account = We have opened an account for this address. The link logs you in; it works once, for a day.
receipt-old-account = This address has an account already, and your subscription is with it. The link logs you in; it works once, for a day.
receipt-log-in = Log in and read
receipt-set-password = To log in with a password from then on, set one here: { $address }

# A renewal that was declined.
declined-subject = Your renewal of { $plan } was declined
declined-says = The renewal of your { $plan } for { $price } was declined.
declined-reads-on = Nothing was charged, and you can read on until { $until }.
declined-tries-again = We try again in the coming days. If you would rather settle it now, or with another card or account, pay in your account.
mail-pay-now = Pay now

# On hold.
held-subject = Your subscription to { $paper } is on hold
held-says = Your { $plan } is on hold: its renewal for { $price } was declined several times.
held-nothing-charged = Nothing was charged, and we do not try again by ourselves.
held-pay-by = Pay by { $until }, and you can read on at once.
held-or-else = If you do nothing, the subscription ends then, and nothing more happens.

# The end.
ended-subject = Your subscription to { $paper } has ended
ended-says = Your { $plan } has ended.
ended-nothing-more = Nothing more is charged, and the permission to charge you has been given back.
ended-come-back = You keep your account and your free stories. Should you want to come back, the plans are here.
mail-see-plans = See the plans

# Cancelled, and taken back.
cancelled-subject = Your subscription to { $paper } is cancelled
cancelled-says = Your { $plan } is cancelled, as you asked.
cancelled-reads-on = You can read on until { $until }. It does not renew, and nothing more is charged.
cancelled-take-back = Until then you can take the cancellation back in your account.
withdrawn-subject = Your subscription to { $paper } goes on
withdrawn-says = You have taken back your cancellation: your { $plan } goes on.
withdrawn-next = The next charge is { $price } on { $until }. You can cancel at any time in your account.

# Money that goes back. The reasons end the sentence.
refund-subject = { $paper } is giving { $amount } back to you
refund-says = We are giving you { $amount } back.
refund-because = Your payment of { $amount } reached us, and we are giving it back in full, because { $reason }.
refund-takes-days = It usually takes a few working days to arrive. You need not do anything.
refund-running-already = you have a running subscription already
refund-paid-already = this period was paid already
refund-over = the subscription had ended before it arrived
refund-closed = the account is closed
refund-another-amount = it is not the amount that we asked for
