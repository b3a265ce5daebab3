//! Every message, in English. A `{name}` is filled by [`super::Words::fill`]; a missing message is a compile error. The messages of other
//! languages are loaded, and told apart by their places in this order alone.

use super::stamp::stamp;

macro_rules! texts {
    ($($name:ident $english:literal)+) => {
        /// A message.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Text { $($name),+ }

        impl Text {
            /// How many messages there are.
            pub(super) const COUNT: usize = [$(stringify!($name)),+].len();

            /// Tells this catalogue from one with other messages or another order.
            pub(super) const STAMP: [u8; 8] = stamp(&[$(stringify!($name)),+]);

            /// What they say in English, with a bar between two: one text, because a table of texts weighs twice as much.
            pub(super) const ENGLISH: &str = concat!($($english, "|"),+);

            #[cfg(test)]
            pub(super) const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

texts! {
    // The frame
    Progress "Progress"
    StepSim "SIM"
    StepPackage "Package"
    StepReview "Review"
    StepDone "Top-up"
    Back "Back"
    Loading "Loading"
    Offline "You are offline. This goes on when you are back."
    BackOnline "You are online again."
    Shown "{first}–{last} of {total}"
    Previous "Previous"
    Next "Next"
    Between " · "

    // Choose SIM
    WhichSim "Which SIM?"
    SimsEmptyTitle "No SIM to top up"
    SimsEmpty "This account has no SIM yet. Buy an eSIM in the shop first; it then appears here."
    SearchLabel "Search your SIMs"
    SearchHint "Name or last digits"
    SearchNothing "No SIM matches “{query}”."
    Esim "eSIM"
    Psim "SIM card"
    EndsIn "ends in {tail}"
    CopyIccid "Copy ICCID"
    SeePackages "See packages"
    ChooseSim "Choose a SIM"
    History "History"
    StateNotActive "Not active"
    StateActive "Active"
    StateUsedUp "Used up"
    StateExpired "Expired"
    StateRetired "Retired"
    StateUnknown "State not known"
    TimeLeft "{time} left"
    DataLeft "{remaining} of {total} left"
    DataUnlimited "Unlimited data"
    DataUnknown "Data left not known"
    MinutesLeft "{remaining} of {total} left"
    TextsOne "{count} text"
    TextsOther "{count} texts"
    TextsLeft "{remaining} of {texts} left"
    Until "until {date}"
    Ended "ended {date}"
    EndsToday "ends today"
    NoEnd "No end date known"
    AsOf "as of {time}"
    NotHeard "The network could not be asked just now"
    WhyRetired "The network has retired this eSIM. It can’t be used again: get a new one."
    WhyExpired "This SIM has ended for good. Buy a new eSIM in the shop."
    WhyNotActive "Not used yet. Install it or switch it on first, then top up."
    WhyNothingOffered "No top-up is offered for this SIM. Ask the shop about a new eSIM."
    WhyOrderOpen "A top-up for this SIM is still under way."
    WhyFull "It holds as many packages as the network allows. Come back when one has ended."
    WhyProvider "The network can’t be asked at the moment. Try again in a few minutes."
    WhyUnknown "It can’t be topped up at the moment. Ask the shop."
    ShowOrder "Show that order"

    // Choose package
    AddTo "Add to {sim}"
    Unlimited "Unlimited"
    PerGb "{price} per GB"
    PerDay "{price} per day"
    SameAsNow "Same as now"
    BestValue "Best value"
    SortLabel "Sort packages"
    KindLabel "Filter packages"
    KindAll "All"
    KindWithCalls "With calls"
    SortBestValue "Best value"
    SortLowestPrice "Lowest price"
    SortMostData "Most data"
    ChooseOne "Choose a package"
    PricesAsOf "Prices as of {time}"
    ReviewFor "Review · {price}"
    OffersEmptyTitle "Nothing to add right now"
    OffersEmpty "The network offers no top-up for this SIM at the moment. Choose another SIM, or come back later."
    ChooseAnotherSim "Choose another SIM"
    FairUseUnknown "The provider’s fair-use rule applies."
    ValidityUnknown "validity not stated"

    // Effects: clauses of one sentence
    EffectSentence "{start}, {data}, {end}."
    EffectSentenceBy "{start}, {data}, {end}, {by}."
    EffectNoStart "The top-up {data} and {end}; your provider does not say when it starts."
    EffectNoStartBy "The top-up {data}, {end} and {by}; your provider does not say when it starts."
    EffectUnknown "Your provider does not say when it starts or what it does to the data you have."
    StartsNow "Starts now"
    StartsFirstUse "Starts with its first use"
    StartsAfterCurrent "Starts when the current one ends"
    StartsManual "Starts when you switch it on"
    DataAdds "adds to the data you have"
    DataSeparate "stands beside the data you have"
    DataUnsaid "has no stated effect on the data you have"
    EndAddsDays "moves the end by {time}"
    EndResets "then lasts {time} for everything"
    EndIndependent "keeps its own end date"
    EndUnsaid "has no stated end date"
    StartWithin "must be started within {time}"

    // Review
    ReviewTitle "Review your top-up"
    Now "Now"
    After "After"
    NotKnown "Not known"
    NothingNow "Nothing left"
    ProviderSilent "Your provider does not say when"
    WhenCurrentEnds "when the current one ends"
    WithFirstUse "with its first use"
    WhenSwitchedOn "when you switch it on"
    EndNotStated "end date not stated"
    Package "Package"
    Sim "SIM"
    PayWith "Pay with"
    Total "Total"
    PayUnknown "As agreed with the shop"
    Promise "One-off purchase, no renewal. You are charged only once it is added; if it can’t be added, nothing is charged."
    TopUpFor "Top up · {price}"
    CheckingPrice "Checking the price…"
    PriceChangedTitle "The price has changed"
    PriceChanged "It was {old} and is now {new}. Nothing was bought."
    PriceUnchecked "The price could not be checked"
    NotStored "This browser stores nothing for this page. Once you order, keep it open until you see a reference."
    OrdersForbidden "This account may look, but not order. Ask the shop."
    OrderOpenTitle "A top-up for this SIM is under way"
    OrderOpen "Reference {reference}. Wait for it before you start another."

    // The shop is asked
    ApprovingTitle "Waiting for your payment…"
    ApprovingLead "Finish it with the shop. Nothing is ordered before that."
    Cancel "Cancel"

    // Progress
    Adding "Adding your data"
    CheckingTitle "We are checking with the network"
    StillCheckingTitle "Still checking"
    CheckingNoTwice "You will not be charged twice."
    CheckingClose "You can close this page; reference {reference}."
    KeepOpen "Keep this page open until your order is received."
    StillReserved "Your payment is only reserved."
    ReviewedByPerson "A person at the shop is looking into it."
    MayClose "You can close this page. We go on, and show it here next time."
    SendingOrder "Sending your order"
    OrderNoAnswer "No answer yet. We send the same order again; it can only be bought once."
    OrderStale "We keep asking. This is what we knew at {time}."
    PackageFor "{package} for {sim}"
    StageReceived "Order received"
    StageReceiving "Sending your order to the shop"
    StageReserving "Reserving your payment"
    StageReserved "Payment reserved"
    StageReservedNote "Charged only once your data is added"
    StageSending "Sending to the network"
    StageSent "Sent to the network"
    StageChecking "Checking with the network"
    StageBeingAdded "Being added to your SIM"
    StageAdded "Added to your SIM"
    SoFar "{time} so far"
    SimEnding "SIM ending in {tail}"
    Reference "Reference"
    Copy "Copy"
    Copied "Copied"
    AskAgain "Ask again now"
    AnotherSimMeanwhile "Top up another SIM"

    // Result
    AddedTitle "{amount} added"
    AddedNow "{sim} can use it now."
    AddedLaterTitle "{amount} added, starts later"
    AddedFirstUse "{sim} has it. It starts with its first use."
    AddedAfterCurrent "{sim} has it. It starts when the current one ends."
    AddedManual "{sim} has it. It starts when you switch it on."
    AddedLater "{sim} has it. It starts later."
    AddedUnknown "{sim} has it. Your provider does not say when it starts."
    Receipt "Receipt"
    AddedAt "Added"
    Charged "Charged"
    BilledByShop "Billed by the shop"
    RefundedTotal "Refunded"
    ReservedOnly "Being charged"
    ReceiptLine "{name}: {value}\n"
    CopyReceipt "Copy receipt"
    Print "Print"
    OnThePhone "On the phone"
    NothingToInstall "Nothing to install: the package is on the SIM you already use."
    KeepRoaming "Keep data roaming on for this SIM."
    ToggleLine "No data after a few minutes? Switch flight mode on and off once."
    StartItYourself "Switch the package on when you want it to begin."
    PackagesOnSim "Packages on this SIM"
    TopUpAnother "Top up another"
    NotAddedTitle "Not added"
    ReversedTitle "Taken back"
    Reversed "The network has taken this package back."
    NothingCharged "Nothing was charged."
    NothingChargedReleasing "Nothing was charged. The reservation is being lifted."
    RefundDue "Your money is on its way back."
    Refunded "Your money was given back."
    RefundAsk "Ask the shop about your money, with this reference."
    AnotherPackage "Choose another package"
    BackToSims "Back to my SIMs"

    // Why an order was refused: what, then what to do
    LimitWhat "This package can’t be bought again right now."
    LimitDo "Choose another or come back later."
    OurFaultWhat "Something went wrong on our side."
    OurFaultDo "Try again later, or tell the shop the reference."
    NotOfferedWhat "This package is no longer offered for this SIM."
    NotOfferedDo "Choose from the current list."
    RepricedWhat "The price has changed."
    RepricedDoBare "Look at the new price before you buy."
    RetiredWhat "This eSIM has been retired by the network and can’t be used again."
    RetiredDo "Get a new one in the shop."
    IneligibleWhat "This SIM can’t be topped up as it is now."
    IneligibleDo "Choose another SIM, or ask the shop."
    ShopWhat "The shop can’t take this order now."
    ShopDo "Ask the shop, and tell them the reference."
    BusyWhat "The network is busy."
    BusyDo "Try again at {time}."
    BusyDoBare "Try again in a few minutes."
    SoldOutWhat "This package is not available at the moment."
    SoldOutDo "Choose another."
    DeclinedWhat "Your payment was declined."
    DeclinedDo "Check how you pay with the shop, then try again."
    PaymentDownWhat "The shop’s payment system did not answer."
    PaymentDownDo "Nothing was held or bought. Try again in a few minutes."
    FailedWhat "The network could not add it."
    FailedDo "Try another package, or ask the shop."
    AbsentWhat "It did not arrive at the network."
    AbsentDo "You can order it again."
    UnreachableWhat "The network could not be reached, so nothing was ordered."
    UnreachableDo "Try again in a few minutes."

    // Troubles: what, then what to do
    NetworkTrouble "No connection"
    NetworkTroubleDo "Check your connection and try again."
    TimeoutTrouble "No answer in time"
    TimeoutTroubleDo "The shop took too long to answer. Try again."
    SessionTrouble "You are signed out"
    SessionTroubleDo "Sign in to the shop again to go on. Nothing is lost."
    BusyTrouble "The network is busy"
    ShopTrouble "The shop can’t do this now"
    ShopTroubleDo "Nothing was charged. Ask the shop, and tell them the number below."
    NotFoundTrouble "Not found"
    NotFoundTroubleDo "It is not, or no longer, in this account."
    NoOrderTrouble "This order can’t be found"
    NoOrderTroubleDo "Open it from your orders in the shop, or ask the shop."
    OfferGoneTrouble "No longer offered for this SIM"
    OfferGoneTroubleDo "Here is the current list."
    RepricedTrouble "The price has changed"
    RepricedTroubleDo "Nothing was bought. Look at the new price first."
    SimTrouble "This SIM can’t be topped up"
    SimTroubleDo "Choose another SIM, or ask the shop."
    ApprovalTrouble "Your payment was not confirmed"
    ApprovalTroubleDo "Nothing was ordered. Try again, or ask the shop."
    ForbiddenTrouble "This account may not do that"
    ForbiddenTroubleDo "Ask the shop."
    InternalTrouble "Something went wrong on our side"
    InternalTroubleDo "Nothing was charged. Try again, or tell the shop the number below."
    TryAgain "Try again"
    TryAgainIn "Try again in {time}"
    Problem "Problem {id}"

    // History
    HistoryOf "Packages on {sim}"
    HistoryEmpty "No package is known on this SIM yet."
    HistorySlow "The network is slow. This is what we knew at {time}."
    HistorySlowBare "The network is slow. This is what we know so far."
    HistoryOwnOnly "The network was not asked yet; these are the top-ups made here."
    New "New"
    PackageWaiting "Not started"
    PackageActive "Active"
    PackageUsedUp "Used up"
    PackageExpired "Expired"
    PackageUnknown "State not known"
    OriginInitial "Came with the SIM"
    OriginTopUp "Top-up"
    BoughtAt "bought {date}"
    ActivatedAt "active since {date}"
    JustBought "confirmed, not in the network’s list yet"
}

#[cfg(test)]
mod tests {
    use super::Text;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn every_message_says_something_and_closes_its_braces() {
        let english: Vec<_> = Text::ENGLISH.split_terminator('|').collect();
        assert_eq!(english.len(), Text::COUNT, "no message holds a bar");
        for (text, english) in Text::ALL.iter().zip(english) {
            assert!(!english.is_empty(), "{text:?}");
            assert_eq!(english.matches('{').count(), english.matches('}').count(), "{text:?}");
        }
    }
}
