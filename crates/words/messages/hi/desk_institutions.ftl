# डेस्क पर संस्थान।
desk-institutions = संस्थान
desk-institutions-say = विश्वविद्यालय, पुस्तकालय और कंपनियाँ जिनका अनुबंध उनके लोगों को पढ़ने देता है: नेटवर्क से, ईमेल डोमेन से, या कोड से। अनुबंध अख़बार की आधी रात को अपने आप शुरू और पूरा होता है।
desk-institution-add = संस्थान जोड़ें
desk-institution-slug = छोटा नाम
desk-institution-slug-hint = जैसा नियम उसे लिखते हैं: छोटे रोमन अक्षर, अंक और हाइफ़न। इसे बदला नहीं जा सकता।
desk-institution-benefits = क्या देता है
desk-institution-benefits-hint = उसके आगंतुक क्या पढ़ सकते हैं, बीच में ख़ाली जगह के साथ: unlimited (असीमित पढ़ना), premium (प्रीमियम), epaper (ई-पेपर), newsletters (न्यूज़लेटर), smart-investor (स्मार्ट इन्वेस्टर), archive (अभिलेखागार), ad-free (विज्ञापन नहीं), partner:NAME (साझेदार)
desk-institution-from = पहला दिन
desk-institution-until = आख़िरी दिन
desk-institution-until-hint = यह पूरा दिन शामिल है।
desk-institution-contact = संपर्क
desk-institution-contact-hint = किसे लिखना है। इसे केवल डेस्क देखता है।
desk-institution-agreement = अनुबंध
desk-institution-members = कोड से जुड़े सदस्य
desk-institution-pause = रोकें
desk-institution-resume = फिर शुरू करें
desk-institution-end = अनुबंध समाप्त करें
desk-institution-end-do = अभी समाप्त करें
desk-institution-end-sure = यह तुरंत और हमेशा के लिए समाप्त होता है। उसके नेटवर्क और डोमेन तब किसी और संस्थान के हो सकते हैं।
desk-institution-not-sure = अगर अनुबंध हमेशा के लिए समाप्त होना है तो खाने पर निशान लगाइए।
desk-institution-has-ended = यह अनुबंध समाप्त किया जा चुका है। संस्थान को किसी और छोटे नाम से फिर जोड़िए।
desk-institution-is-paused = यह अनुबंध पहले से रुका हुआ है।
desk-institution-not-paused = यह अनुबंध रुका हुआ नहीं है।
desk-institution-too-many = अख़बार में जितने संस्थान हो सकते हैं उतने हैं। पहले कुछ समाप्त कीजिए।
desk-institution-to-come = आने वाला
desk-institution-running = चालू
desk-institution-paused = रुका हुआ
desk-institution-over = पूरा हुआ
desk-institution-ended = समाप्त
desk-institution-remove = हटाएँ
desk-institution-grounds-many = एक संस्थान के ज़्यादा से ज़्यादा 500 नेटवर्क और 500 डोमेन होते हैं।

# अनुबंध में क्या ठीक नहीं है।
desk-institution-slug-wrong = छोटा नाम: छोटे रोमन अक्षर, अंक और हाइफ़न लिखिए, ज़्यादा से ज़्यादा 60।
desk-institution-slug-taken = छोटा नाम: यह किसी और संस्थान का है या था। दूसरा चुनिए।
desk-institution-name-wrong = नाम: 1 से 120 अक्षरों की एक पंक्ति लिखिए।
desk-institution-contact-wrong = संपर्क: ज़्यादा से ज़्यादा 200 अक्षरों की एक पंक्ति लिखिए।
desk-institution-no-benefit = क्या देता है: कम से कम एक सुविधा लिखिए, जैसे unlimited।
desk-institution-benefit-wrong = क्या देता है: “{ $word }” कोई सुविधा नहीं है। नीचे बताई सुविधाओं में से लिखिए।
desk-institution-from-wrong = पहला दिन: तारीख़ लिखिए, जैसे 2026-11-24।
desk-institution-until-wrong = आख़िरी दिन: ऐसी तारीख़ लिखिए जो पहले दिन से पहले न हो।

# नेटवर्क और डोमेन।
desk-institution-networks = नेटवर्क
desk-institution-add-networks = नेटवर्क जोड़ें
desk-institution-networks-hint = हर पंक्ति में एक, जैसे 203.0.113.0/24, 2001:db8::/32, या एक पता। वहाँ से आने वाले बिना लॉग इन के पढ़ते हैं।
desk-institution-network-unreadable = “{ $text }” कोई नेटवर्क नहीं है। 203.0.113.0/24 या 2001:db8::/32 जैसा लिखिए।
desk-institution-network-wide = “{ $text }” में इतने पते हैं जितने किसी संस्थान के नहीं होते। सबसे छोटे उपसर्ग IPv4 के /8 और IPv6 के /24 हैं।
desk-institution-network-host = “{ $text }” किसी नेटवर्क के भीतर का पता है। नेटवर्क लिखना हो तो { $around } लिखिए; यही एक पता हो तो स्लैश के बाद का हिस्सा हटाइए।
desk-institution-network-taken = { $network } { $name } के { $other } से मिलता है। एक पता एक ही संस्थान का होता है: पहले वह अनुबंध समाप्त कीजिए या उसका नेटवर्क हटाइए।
desk-institution-domains = ईमेल डोमेन
desk-institution-domain = डोमेन जोड़ें
desk-institution-domain-hint = जैसे example.edu। वहाँ के प्रमाणित पते वाले पाठक लॉग इन करने पर पढ़ते हैं।
desk-institution-subdomains = उसके उपडोमेन के पते भी गिने जाएँ
desk-institution-and-below = और उसके नीचे
desk-institution-domain-unreadable = “{ $text }” कोई डोमेन नहीं है। example.edu जैसा लिखिए।
desk-institution-domain-public = “{ $text }” पर किसी का भी पता हो सकता है। संस्थान का अपना डोमेन लिखिए।
desk-institution-domain-taken = { $domain } { $name } का डोमेन है। पहले वह अनुबंध समाप्त कीजिए या उसका डोमेन हटाइए।

# कोड।
desk-institution-codes = प्रवेश कोड
desk-institution-label = लेबल
desk-institution-label-hint = किसके लिए है, जैसे “विधि संकाय, शरद”। इसे केवल डेस्क देखता है।
desk-institution-label-wrong = लेबल: 1 से 80 अक्षरों की एक पंक्ति लिखिए।
desk-institution-readers = पाठक
desk-institution-readers-of = { $most } में से { $readers }
desk-institution-readers-max = कितने पाठक इसे इस्तेमाल कर सकते हैं
desk-institution-readers-wrong = कितने पाठक इसे इस्तेमाल कर सकते हैं: 1 से 1,00,000 तक की संख्या लिखिए।
desk-institution-expires = इस्तेमाल का आख़िरी दिन
desk-institution-expires-hint = ख़ाली छोड़ने पर, जब तक अनुबंध चलता है। जिसने इस्तेमाल कर लिया वह सदस्य बना रहता है।
desk-institution-expires-wrong = इस्तेमाल का आख़िरी दिन: आज या उसके बाद की तारीख़ लिखिए, या कुछ नहीं।
desk-institution-make-code = कोड बनाएँ
desk-institution-code-made = कोड “{ $label }”। यह एक ही बार दिखाया जाता है; इसे अभी कॉपी कीजिए।
desk-institution-code-live = इस्तेमाल हो सकता है
desk-institution-code-used = पूरा हुआ या ख़त्म
desk-institution-code-revoked = वापस लिया गया
desk-institution-code-over = यह कोड वापस लिया जा चुका है, या इस संस्थान का नहीं है।
desk-institution-codes-many = एक संस्थान के ज़्यादा से ज़्यादा 500 कोड होते हैं।
desk-institution-revoke = वापस लें
desk-institution-end-members = इससे बनी सदस्यताएँ भी समाप्त करें

# रिपोर्ट।
desk-institution-usage = उपयोग
desk-institution-usage-says = COUNTER की आचार संहिता, संस्करण 5 की तरह गिना गया: 30 सेकंड के भीतर दो क्लिक एक हैं, अनूठा यानी हर घंटे और आगंतुक के लिए एक बार। रोबोट, पहले से मँगाए पन्ने और कर्मचारी नहीं गिने जाते, न वे ख़बरें जो सबके लिए मुफ़्त हैं या जिन्हें पाठक की अपनी सदस्यता खोलती है। किसने क्या पढ़ा, यह नहीं रखा जाता।
desk-institution-month = महीना
desk-institution-total-requests = कुल अनुरोध
desk-institution-unique-requests = अनूठे अनुरोध
desk-institution-total-investigations = कुल अवलोकन
desk-institution-unique-investigations = अनूठे अवलोकन
desk-institution-no-license = लौटाए गए
desk-institution-requests-in = अनुरोध, { $month }
desk-institution-turned-in = लौटाए गए, { $month }
desk-institution-plot = कुल अनुरोध, { $first } से { $last } तक; सबसे ऊँचा स्तंभ { $most } है।
desk-institution-csv = CSV में डाउनलोड करें
