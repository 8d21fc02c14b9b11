# The paywall’s policy.
desk-meter-title = Paywall
desk-meter-in-force-desk = In force: version { $version }, made at the desk.
desk-meter-in-force-file = In force: what masthead.toml says.
desk-meter-draft = This is a draft. Readers meet the policy in force until it is published.
desk-meter-may-not-change = You may look; circulation may change it.
desk-meter-stale = Somebody changed the policy meanwhile. Look at it again, then repeat your change; nothing of yours was kept.
desk-meter-publish = Publish the draft
desk-meter-publish-note = What for, in a line (for the audit log)
desk-meter-discard = Discard the draft
desk-meter-not-read = { $field }: “{ $text }” will not do here.
desk-meter-problem = { $place }: { $field }: { $wrong }.
desk-meter-problem-of-field = { $field }: { $wrong }.
desk-meter-place-meter = Meter “{ $name }”
desk-meter-place-rule = Rule { $number }, “{ $name }”
desk-meter-unknown = Rules name what the paper does not have (yet): { $names }.

# Meters.
desk-meter-meters = Meters
desk-meter-meters-say = A meter counts different stories in a window. Metered stories count in the first unless a rule says otherwise.
desk-meter-window = Window
desk-meter-free-limit = Stories without a log-in
desk-meter-registered-limit = Stories with a log-in
desk-meter-grace = Grace stories
desk-meter-grace-says = So many more open beyond the limit.
desk-meter-window-month = calendar month
desk-meter-window-week = week, from Monday
desk-meter-window-day = day
desk-meter-window-days = { $days ->
    [one] the last day
   *[other] the last { $days } days
 }
desk-meter-new-meter = New meter
desk-meter-edit-meter = Meter
desk-meter-edit = Edit
desk-meter-remove = Remove
desk-meter-name-hint = Small letters, digits and hyphens. Another name or another window begins new counts.
desk-meter-newcomers = First visits
desk-meter-newcomers-prove = Must bring their cookie back before anything is counted. Clearing cookies then gains nothing at once.
desk-meter-newcomers-open = Open at once, counted on a device made for the occasion.
desk-meter-newcomers-change-to-open = Let first visits open at once
desk-meter-newcomers-change-to-prove = Let first visits prove their cookie

# Rules.
desk-meter-rules = Rules
desk-meter-rules-say = The first rule that speaks of a story and a visitor decides. Where none does, the story’s own level does. Staff and whoever holds the benefit that is asked for always read.
desk-meter-no-rules = No rules: each story’s own level decides.
desk-meter-order = Order
desk-meter-new-rule = New rule
desk-meter-edit-rule = Rule
desk-meter-up = Up
desk-meter-down = Down
desk-meter-up-of = Move “{ $name }” up
desk-meter-down-of = Move “{ $name }” down
desk-meter-edit-of = Edit “{ $name }”
desk-meter-remove-of = Remove “{ $name }”
desk-meter-which-stories = Which stories
desk-meter-which-visitors = For whom
desk-meter-outcome = What then
desk-meter-levels = Levels
desk-meter-topics = Topics
desk-meter-languages = Languages
desk-meter-older = Older than, in days
desk-meter-newer = At most so old, in days
desk-meter-audience = Readers
desk-meter-countries = Countries
desk-meter-countries-hint = Two letters each, such as IN, GB. Works where the proxy before the paper tells the country.
desk-meter-entries = Where the visit began
desk-meter-entries-hint = Paths, one a line; with * at the end, whatever begins so. Remembered for half an hour, and only while a rule asks.
desk-meter-slugs-hint = Short names as in addresses, with commas between. Empty: all.
desk-meter-empty-is-all = Nothing ticked: all.
desk-meter-languages-hint = Such as en or hi. Empty: all.
desk-meter-of-levels = Levels: { $levels }
desk-meter-restricted = { $field }: { $list }
desk-meter-older-than = Older than { $days ->
    [one] { $days } day
   *[other] { $days } days
 }
desk-meter-newer-than = At most { $days ->
    [one] { $days } day
   *[other] { $days } days
 } old
desk-meter-everybody = everybody
desk-meter-anonymous = without a log-in
desk-meter-registered = registered, never subscribed
desk-meter-lapsed = subscription ended
desk-meter-subscribers = subscribers
desk-meter-subscribers-of = subscribers of “{ $plan }”
desk-meter-institutions = from an institution
desk-meter-institution = from the institution “{ $name }”
desk-meter-then-free = free
desk-meter-then-counted = counted in the meter “{ $meter }”
desk-meter-then-register = log-in needed
desk-meter-then-subscribe = subscription needed
desk-meter-then-benefit = only with: { $benefit }

# What cannot be.
desk-meter-not-stories = the first meter is called “stories”
desk-meter-too-many = { $there } are too many; at most { $most }
desk-meter-too-much = { $value } is over { $most }
desk-meter-not-slug = “{ $text }” is no short name; write small letters, digits and hyphens, at most 80
desk-meter-taken = another one before it has this name; choose another
desk-meter-less-than-free = { $less } is less than the { $more } without a log-in: registering would take stories away
desk-meter-not-line = write a line of 1 to { $max } characters
desk-meter-no-level = tick at least one level
desk-meter-not-path = “{ $text }” is no path; begin it with /
desk-meter-never-of-age = no story is older than { $least } days and at most { $most } days old
desk-meter-never-asked = “{ $name }” before it already decides for everybody about all such stories; move this rule above it
desk-meter-no-such-meter = there is no meter “{ $name }”; there are: { $there }
desk-meter-no-such-institution = there is no institution “{ $name }”; add it at Institutions first

# Who would be walled.
desk-meter-preview = Who would be walled here, and why
desk-meter-preview-story = Story (its address)
desk-meter-preview-try = Try
desk-meter-preview-latest = The latest of each level:
desk-meter-preview-none = There is no such story on the paper.
desk-meter-preview-of = { $level }
desk-meter-visitor = Visitor
desk-meter-now = In force
desk-meter-then = With the draft
desk-meter-changes = changes
desk-meter-by = by: { $rule }
desk-meter-own-level = the story’s own level
desk-meter-try-newcomer = First visit, no cookie yet
desk-meter-try-anonymous = No log-in, stories left
desk-meter-try-anonymous-full = No log-in, meter full
desk-meter-try-registered = Registered, stories left
desk-meter-try-registered-full = Registered, meter full
desk-meter-try-lapsed = Subscription ended, meter full
desk-meter-try-crawler = Search engine
desk-meter-reads = Reads: { $why }
desk-meter-walled = Wall: { $why }
desk-meter-open-free = free
desk-meter-open-metered = counted, { $used } of { $limit }
desk-meter-open-registered = logged in
desk-meter-open-benefit = the subscription includes it
desk-meter-open-gift = a gift
desk-meter-open-crawler = may read all
desk-meter-open-institution = the institution pays
desk-meter-open-emergency = open to everybody for now
desk-meter-open-staff = works here
desk-meter-wall-limit = limit reached
desk-meter-wall-premium = subscription needed
desk-meter-wall-register = log-in needed
desk-meter-wall-benefit = a benefit is missing
desk-meter-wall-newcomer = the lead; a person brings the cookie back with the next request

# History.
desk-meter-history = History
desk-meter-version = Version
desk-meter-note = Note
desk-meter-made-at = When
desk-meter-restore = Make it the draft
desk-meter-restore-of = Make version { $version } the draft
desk-meter-of-file = masthead.toml
desk-meter-give-back = Let masthead.toml decide again
desk-meter-as-text = As masthead.toml writes it
