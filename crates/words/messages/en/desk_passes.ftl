# Passes at the desk: what opens stories beside the policy.
passes = Passes
passes-scope = What it opens
passes-scope-hint = all, or words such as section:markets topic:budget story:214, separated by spaces.
passes-scope-empty = What it opens: write all, or at least one of section:SLUG, topic:SLUG, story:NUMBER.
passes-scope-unknown = What it opens: “{ $word }” names no place. Write all, or words such as section:markets topic:budget story:214.
passes-scope-too-many = What it opens: name at most 50 places.
passes-scope-missing = What it opens: the paper has no { $place }.
passes-too-many = So many are open that no more can be added. End some first.
passes-from = From
passes-until = Until
passes-open = open
passes-over = over
passes-to-come = to come

# Stories that are free for everybody for a while.
unlocks = Open to everybody
unlocks-say = When everybody should be able to read: a storm, an election. What is opened counts for nobody, and closes by itself.
unlock-open = Open stories to everybody
unlock-do = Open
unlock-end = End now
unlock-reason = Reason
unlock-reason-hint = Readers see it on each of these stories: “This story is free for everybody until …: Reason”.
unlock-reason-wrong = Reason: write what readers shall know, in at most 200 characters.
unlock-until-hint = In the paper’s time; at most 14 days from now.
unlock-until-wrong = Until: write a moment in the future, at most 14 days away.
unlock-has-ended = This has ended already.

# Links that the desk gives away.
campaigns = Campaigns
campaigns-say = Links for a newsletter, an airline, a code on a poster. Whoever comes by one reads what it opens, uncounted.
campaign-add = Add a campaign
campaign-premium = Opens premium stories, too
campaign-landing = Page to which its short link leads
campaign-landing-hint = Such as /markets; left empty, the front page.
campaign-devices = Devices
campaign-devices-max = Devices at most
campaign-devices-hint = Left empty, any number.
campaign-used-of = { $used } of { $most }
campaign-days = Days on a device
campaign-days-hint = For how many days it opens on a device that came by it; 0 or nothing is the visit.
campaign-visit = for the visit
campaign-name-wrong = Name: write 1 to 80 characters.
campaign-landing-wrong = Page: write a path of this paper, such as /markets.
campaign-from-wrong = From: write a moment.
campaign-until-wrong = Until: write a moment in the future, after the beginning.
campaign-devices-wrong = Devices: write a number from 1 to 10,00,000, or nothing.
campaign-days-wrong = Days: write a number from 0 to 90.
campaign-address = Short link; leads to { $landing }
campaign-query = For links to stories
campaign-query-hint = Append it to a story’s address.
campaign-revoke = Take the link back
campaign-revoked = Taken back
campaign-has-ended = This link was taken back already, or there is none.
campaign-by-day = Day by day
campaign-day = Day

# What readers gave.
gifts-of-readers = Gifts of readers
gifts-month = Month
gifts-given = Gifts
gifts-givers = Givers
gifts-opened-on = Devices that opened them
gifts-most = Given most often, this month and last
gifts-story = Story
