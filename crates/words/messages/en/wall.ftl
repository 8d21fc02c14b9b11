# The wall, by its reason; and what every page that sells says.
wall-limit = You have reached your limit of { $limit } free { $limit ->
    [one] story
   *[other] stories
  } this month
wall-subscribe-now = Subscribe now for unlimited access.
wall-premium = This is a premium story
wall-premium-is-for = Premium stories are for subscribers. Subscribe now for unlimited access.
wall-benefit = This story is part of a subscription
wall-benefit-is-for = It comes with “{ $benefit }”. Subscribe now for unlimited access.
wall-register = This story is for readers with an account
wall-register-is-free = An account is free. Register and read on, or subscribe now for unlimited access.
wall-newcomer = One more click to the full story
wall-newcomer-cookie = Your free stories this month are counted by one cookie, and your browser has not sent it back yet. Allow cookies for this paper and go on. Without cookies, log in or subscribe.
wall-newcomer-go-on = Go on to the full story
already-subscriber = Already a subscriber?
have-account = Have an account?
register = Register
with-free-account = With a free account you read { $limit } stories a month.
subscribe-to-read = Subscribe to read the full story
recommended = Recommended
renews-automatically = Renews automatically, cancel any time.
per-month = { $amount }/month
term-days = { $count ->
    [one] 1 day
   *[other] { $count } days
  }
term-months = { $count ->
    [one] 1 month
   *[other] { $count } months
  }
term-years = { $count ->
    [one] 1 year
   *[other] { $count } years
  }
every-days = { $count ->
    [one] every day
   *[other] every { $count } days
  }
every-months = { $count ->
    [one] every month
   *[other] every { $count } months
  }
every-years = { $count ->
    [one] every year
   *[other] every { $count } years
  }
included-heading = What a subscription includes
benefit-unlimited = Unlimited reading
benefit-unlimited-says = No monthly limit
benefit-premium = Exclusive premium stories
benefit-premium-says = Over 30 a day, handpicked by our editors
benefit-partner = Complimentary access to { $partner }
benefit-partner-says = Our partner’s stories, games and audio, included
benefit-epaper = The e-paper
benefit-epaper-says = Every page of the daily, to read, save and share
benefit-newsletters = Curated newsletters
benefit-newsletters-says = Markets, finance, politics and tech, by mail
benefit-smart-investor = Market analysis and insights
benefit-smart-investor-says = In-depth research, with The Smart Investor
benefit-archive = The archive
benefit-archive-says = Stories and editions since 1997
benefit-ad-free = No advertisements
benefit-ad-free-says = Nothing between you and the story
benefit-devices = Every device
benefit-devices-says = One account on mobile, tablet and computer
