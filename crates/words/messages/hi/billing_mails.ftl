# सदस्यता की हर मेल में काम आने वाले शब्द।
mail-your-account = आपका खाता

# रसीद।
receipt-subject = { $paper } की रसीद: { $amount }
receipt-begun = धन्यवाद। अब आपके पास { $plan } है।
receipt-renewed = आपकी { $plan } { $until } तक नवीनीकृत हो गई है।
receipt-arrived = आपका { $amount } का भुगतान पहुँच गया है। आप { $until } तक पढ़ सकते हैं।
receipt-paid = भुगतान
receipt-period = अवधि
receipt-from-until = { $from } से { $until } तक
receipt-tax = { $tax } { $rate }, शामिल
receipt-invoice = बिल
receipt-invoice-of = { $number }, दिनांक { $date }
receipt-description = किसके लिए
receipt-place = आपूर्ति का स्थान
receipt-next = अगला भुगतान
receipt-next-on = { $date } को { $amount }
receipt-renews = आपके रद्द करने तक यह { $every } होता रहेगा। आप अपने खाते में जब चाहें, दो क्लिक में रद्द कर सकते हैं; जितने का भुगतान हो चुका है वह आपका रहेगा।
receipt-does-not-renew = यह अपने आप नवीनीकृत नहीं होगी; आगे कोई पैसा नहीं लिया जाएगा।
receipt-new-account = हमने इस पते के लिए एक खाता खोला है। इस लिंक से आप लॉग इन कर सकते हैं; यह एक बार और एक दिन तक काम करता है।
receipt-old-account = इस पते का खाता पहले से है, और आपकी सदस्यता उसी में है। इस लिंक से आप लॉग इन कर सकते हैं; यह एक बार और एक दिन तक काम करता है।
receipt-log-in = लॉग इन करें और पढ़ें
receipt-set-password = आगे पासवर्ड से लॉग इन करने के लिए यहाँ पासवर्ड बनाइए: { $address }

# नवीनीकरण अस्वीकार हुआ।
declined-subject = { $plan } का नवीनीकरण अस्वीकार हो गया
declined-says = आपकी { $plan } के नवीनीकरण के { $price } का भुगतान अस्वीकार हो गया।
declined-reads-on = कोई पैसा नहीं लिया गया, और आप { $until } तक पढ़ सकते हैं।
declined-tries-again = हम आने वाले दिनों में फिर कोशिश करेंगे। अगर आप अभी, या किसी दूसरे कार्ड या बैंक खाते से चुकाना चाहें, तो अपने खाते में भुगतान कीजिए।
mail-pay-now = अभी भुगतान करें

# रुकी हुई।
held-subject = { $paper } की आपकी सदस्यता रुकी हुई है
held-says = आपकी { $plan } रुकी हुई है: इसके नवीनीकरण के { $price } का भुगतान कई बार अस्वीकार हुआ।
held-nothing-charged = कोई पैसा नहीं लिया गया, और हम अपने आप फिर कोशिश नहीं करेंगे।
held-pay-by = { $until } तक भुगतान कर दीजिए, और आप तुरंत आगे पढ़ सकेंगे।
held-or-else = अगर आप कुछ नहीं करते, तो सदस्यता उस दिन समाप्त हो जाएगी, और कुछ नहीं होगा।

# समाप्ति।
ended-subject = { $paper } की आपकी सदस्यता समाप्त हो गई है
ended-says = आपकी { $plan } समाप्त हो गई है।
ended-nothing-more = आगे कोई पैसा नहीं लिया जाएगा, और भुगतान लेने की आपकी दी हुई अनुमति वापस कर दी गई है।
ended-come-back = आपका खाता और मुफ़्त ख़बरें बनी रहेंगी। अगर आप लौटना चाहें, तो योजनाएँ यहाँ हैं।
mail-see-plans = योजनाएँ देखें

# रद्द हुई, और वापस ली गई।
cancelled-subject = { $paper } की आपकी सदस्यता रद्द हो गई है
cancelled-says = आपके कहने पर आपकी { $plan } रद्द कर दी गई है।
cancelled-reads-on = आप { $until } तक पढ़ सकते हैं। इसका नवीनीकरण नहीं होगा, और कोई पैसा नहीं लिया जाएगा।
cancelled-take-back = तब तक आप अपने खाते में यह फ़ैसला वापस ले सकते हैं।
withdrawn-subject = { $paper } की आपकी सदस्यता जारी है
withdrawn-says = आपने रद्द करने का फ़ैसला वापस ले लिया है: आपकी { $plan } जारी रहेगी।
withdrawn-next = अगला भुगतान { $until } को { $price } का होगा। आप अपने खाते में जब चाहें रद्द कर सकते हैं।

# पैसा जो लौटता है। कारण वाक्य को पूरा करते हैं।
refund-subject = { $paper } आपको { $amount } लौटा रहा है
refund-says = हम आपको { $amount } लौटा रहे हैं।
refund-because = आपका { $amount } का भुगतान हम तक पहुँचा, और हम उसे पूरा लौटा रहे हैं, क्योंकि { $reason }।
refund-takes-days = इसमें आम तौर पर कुछ कामकाजी दिन लगते हैं। आपको कुछ नहीं करना है।
refund-running-already = आपकी एक सदस्यता पहले से चल रही है
refund-paid-already = इस अवधि का भुगतान पहले ही हो चुका था
refund-over = भुगतान पहुँचने से पहले ही सदस्यता समाप्त हो चुकी थी
refund-closed = खाता बंद है
refund-another-amount = यह वह राशि नहीं है जो हमने माँगी थी
