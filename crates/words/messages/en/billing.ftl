# The plans.
subscribe-to = Subscribe to { $paper }
subscribe-description = Plans and prices. Renews automatically, cancel any time.
plans-heading = Plans
plans-none = No plan is on sale at the moment. Please look again later.
plans-you-have = You have { $plan }.
plans-account-says = Your account says until when, and what comes next.
plans-given-up = You have given the payment up. Nothing was charged.
plans-not-on-sale = This plan is not on sale. Please choose one of those that are; nothing was charged.

# The checkout.
checkout-title = Subscribe: { $plan }
checkout-steps = Steps
checkout-step-plan = Plan
checkout-step-details = Your details
checkout-step-payment = Payment
checkout-for-term = For { $term }.
checkout-for-term-at = For { $term }, at { $month }.
checkout-for-account = for { $email }
checkout-have-account = Have an account? Log in first.
checkout-email = Email address
checkout-email-hint = Your receipt goes there, and it is how you log in.
checkout-state = State or Union Territory
checkout-state-choose = Choose
checkout-state-hint = GST goes to this State, so the law asks for it.
checkout-item = { $plan }, { $term }
checkout-pay-now = You pay now
checkout-includes-gst = includes { $rate } GST
checkout-renews-on = Renews on { $date }
checkout-consent = I agree that { $plan } renews automatically for { $price } { $every }, first on { $date }, until I cancel.
checkout-may-cancel = You can cancel at any time in your account, in two clicks, and keep what is paid.
checkout-pay = Pay { $price } and subscribe
checkout-problem-email = That does not look like an address that mail can be sent to.
checkout-problem-consent = Please tick the box: without your consent we may not renew the subscription.
checkout-problem-price = The price has changed since you opened this page. Please look at it again.
checkout-problem-state = Please choose your State: the tax depends on it.
checkout-running = You have a running subscription already; it stands on your account’s page. Nothing was charged.
checkout-running-log-in = This address has a running subscription. Please log in to see it; nothing was charged.
checkout-elsewhere-until = A payment for this address is open already; it can be finished where it was begun, or runs out at { $until }. Nothing was charged.
checkout-elsewhere-confirming = A payment for this address is being confirmed. Please look at your mail in a moment; nothing more was charged.
checkout-too-many = Several payments for this address are beginning at once. Please try again in a moment.
checkout-nothing-owed = Nothing is owed for this subscription.
checkout-being-collected = This renewal is being collected right now. Please look again in a few minutes.
checkout-looked-into = We are looking into your last payment. Please write to us before you pay again.
checkout-paid-already = This period is paid already.
checkout-no-provider = The payment provider does not answer. Nothing was charged by this; please try again in a moment.

# The sandbox’s hosted page.
sandbox-title = Sandbox payment
sandbox-rehearsal = This is a rehearsal: no money moves.
sandbox-renewals-fail = Later renewals are declined
sandbox-pay = Pay
sandbox-decline = Be declined
sandbox-challenge = Be asked by the bank
sandbox-pending = Pay, settled later
sandbox-silent = Pay and never return
sandbox-abandon = Give up
sandbox-bank-asks = Your bank asks whether it is really you.
sandbox-is-me = It is me
sandbox-is-not-me = It is not
sandbox-paid = Paid. This browser does not return to the paper by itself; the paper hears of it by webhook.
sandbox-over = This payment is over. If you have not paid, choose a plan again.
sandbox-to-plans = To the plans
sandbox-what-became = What became of it

# How a payment ended.
outcome-title = Your payment
outcome-pending = Your payment is being confirmed
outcome-pending-bank = Your bank takes a moment.
outcome-pending-looks-again = This page looks again by itself every few seconds; you may also close it: we send you a mail as soon as the payment has arrived.
outcome-look-again = Look again now
outcome-open = Your payment is not finished
outcome-open-nothing-charged = Nothing has been charged so far.
outcome-open-go-on = Go on paying
outcome-see-plans = Look at the plans again
outcome-declined = Your payment did not go through
outcome-declined-by-bank = Your bank declined the payment. Nothing was charged.
outcome-given-up = The payment was given up or ran out. Nothing was charged.
outcome-may-try-again = You can try again, with the same or another card or account.
outcome-try-again = Try again
outcome-refunded = We are giving this payment back
outcome-refunded-because = It arrived, but you get nothing more for it: there is a running subscription already, or the one it was for is over.
outcome-refunded-whole = The whole amount goes back to where it came from. We have sent you a mail about it.
outcome-mismatch = We have to look into this payment
outcome-mismatch-because = The payment provider reports another amount than we asked for.
outcome-mismatch-need-not = Somebody at the paper is looking into it; you need not pay again.
outcome-mail = Thank you. Please look at your mail
outcome-mail-sent-to = Your payment has arrived. We have sent { $email } a receipt and a link that logs you in.
outcome-mail-sent = Your payment has arrived. We have sent the address that was given a receipt and a link that logs you in.
outcome-log-in = Log in with your password

# Cancelling.
cancel-title = Cancel your subscription
cancel-stands = Your { $plan } is cancelled already. You can read on until { $until }; nothing more is charged.
cancel-keep = Keep my subscription
cancel-asks = You can read on until { $until }. After that your { $plan } does not renew, and nothing more is charged.
cancel-may-change-mind = Until then you can change your mind.
cancel-do = Cancel { $plan }
cancel-back = Back to your account
cancel-nothing-runs = You have no running subscription, so there is nothing to change.
cancel-over = This subscription has ended already.

# A subscription in a sentence or two.
subscription-renews = You have { $plan } until { $until }. It renews for { $price }.
subscription-not-renewing = You have { $plan } until { $until }. It does not renew by itself.
subscription-cancelled = You have { $plan } until { $until }. It is cancelled: it does not renew, and nothing more is charged.
subscription-collecting = You have { $plan }. Its renewal for { $price } is being collected; you can read on until { $until } meanwhile.
subscription-unsettled = Your { $plan } waits for its renewal for { $price }, which is not settled. We are looking into it; please write to us before you pay again.
subscription-past-due = You have { $plan }, but its renewal for { $price } was declined. You can read on until { $until }; pay by then to keep it.
subscription-on-hold = Your { $plan } is on hold, because its renewal for { $price } was declined. Pay to read on at once.
subscription-was-cancelled = Your { $plan } was cancelled and ended on { $date }.
subscription-ended = Your { $plan } ended on { $date }.
paid-by-sandbox = the sandbox, where no money moves
paid-by-stripe = card, by Stripe
paid-by-razorpay = card or UPI, by Razorpay
paid-by-transfer = transfer

# A State or Union Territory: its code of ISO 3166-2:IN, and its English name.
state-name = { $code ->
   *[other] { $name }
  }
