// Every kind of page that the paper has: who sees it, how one gets there, and
// what is asked of it. The tour, the sizes, the shifts, the snapshots and
// Lighthouse all take their pages from here.

import { PLANS } from './paper.mjs';
import { METERED } from './people.mjs';
import {
  BENEFIT, BLOCKS_STORY, HINDI, REGISTERED, STORY, STORY_TRANSLATED, WALLED, go, openCheckMail, openCheckout,
  openCheckoutProblem, openConfirmation, openFirst, openForeignForm, openGift, openLogInProblem, openOutcomeMail, openReset,
  openResetMail, openResetProblem, openSandbox, openSandboxOver, openSaved, openSectionsSecondPage, openSetup,
  openSetupProblem, openTooMany, openUnavailable, openWithdrawn, openWrongMethod, outcome,
} from './ways.mjs';
import { openCampaign, openInstitution, openInstitutionAgain, openInstitutionProblem, openLogInEnded, openOutOfHands, openOvertaken, openPreview, openStoryProblem } from './ways-desk.mjs';

export { BLOCKS_STORY, STORY, STORY_TRANSLATED } from './ways.mjs';

/**
 * `as`: who looks (lib/people.mjs). `status`: what it answers. `wall`, `reads`:
 * why a story is closed or open. `size`: which budget it has. `still`: nothing moves while it loads. `indexed`: it may be
 * found by search engines. `snapshot`: its picture is kept. `languages`: when
 * not both. `faces`: it is looked at in the second face as well, and where that
 * says `snapshot`, its picture is kept.
 */
export const KINDS = [
  { name: 'front', as: 'anybody', open: go('/'), size: 'front', still: true, indexed: true, snapshot: true, faces: 'snapshot' },
  { name: 'section', as: 'anybody', open: go('/economy'), size: 'front', still: true, indexed: true, snapshot: true, faces: true },
  { name: 'section-2', as: 'anybody', open: openSectionsSecondPage, size: 'front' },
  { name: 'author', as: 'anybody', open: go('/authors/harpreet-gill'), size: 'front', indexed: true },
  { name: 'topic', as: 'anybody', open: go('/topics/transport'), size: 'front', indexed: true },
  { name: 'story-free', as: 'anybody', open: go(STORY), size: 'article', indexed: true, faces: true },
  { name: 'story-metered', as: 'anybody', open: go(METERED[0]), reads: 'metered', size: 'article' },
  { name: 'wall-premium', as: 'anybody', open: go(BLOCKS_STORY), wall: 'premium', size: 'article', still: true, indexed: true, snapshot: true, faces: true },
  { name: 'wall-register', as: 'anybody', open: go(REGISTERED), wall: 'register', size: 'article' },
  { name: 'wall-benefit', as: 'anybody', open: go(BENEFIT), wall: 'benefit', size: 'article' },
  { name: 'wall-benefit-reader', as: 'reader', open: go(BENEFIT), wall: 'benefit', size: 'article' },
  { name: 'about', as: 'anybody', open: go('/about'), size: 'article', indexed: true },
  { name: 'privacy', as: 'anybody', open: go('/privacy'), size: 'article' },
  { name: 'terms', as: 'anybody', open: go('/terms'), size: 'article' },
  { name: 'subscribe', as: 'anybody', open: go('/subscribe'), size: 'account', still: true, indexed: true, snapshot: true, faces: true },
  { name: 'checkout', as: 'anybody', open: openCheckout, size: 'account', snapshot: true, faces: true },
  { name: 'checkout-problem', as: 'anybody', open: openCheckoutProblem, status: 422, size: 'account' },
  { name: 'sandbox', as: 'anybody', open: openSandbox, size: 'account' },
  { name: 'sandbox-challenge', as: 'anybody', open: outcome('challenge'), size: 'account' },
  { name: 'sandbox-paid', as: 'anybody', open: outcome('silent-success'), size: 'account' },
  { name: 'sandbox-over', as: 'anybody', open: openSandboxOver, size: 'account' },
  { name: 'outcome-declined', as: 'anybody', open: outcome('decline'), size: 'account' },
  { name: 'outcome-pending', as: 'anybody', open: outcome('pending'), size: 'account' },
  { name: 'outcome-mail', as: 'anybody', open: openOutcomeMail, size: 'account' },
  { name: 'outcome-given-up', as: 'anybody', open: outcome('abandon'), size: 'account' },
  { name: 'login', as: 'anybody', open: go('/login'), size: 'account', snapshot: true, faces: true },
  { name: 'login-problem', as: 'anybody', open: openLogInProblem, status: 422, size: 'account' },
  { name: 'register', as: 'anybody', open: go('/register'), size: 'account' },
  { name: 'check-mail', as: 'anybody', open: openCheckMail, size: 'account' },
  { name: 'confirm', as: 'anybody', open: openConfirmation, size: 'account' },
  { name: 'confirm-stale', as: 'anybody', open: go('/register/confirm?token=stale'), status: 422, size: 'account' },
  { name: 'confirm-login-stale', as: 'anybody', open: go('/login/confirm?token=stale'), status: 422, size: 'account' },
  { name: 'password', as: 'anybody', open: go('/password'), size: 'account' },
  { name: 'password-mail', as: 'anybody', open: openResetMail, size: 'account' },
  { name: 'password-reset', as: 'anybody', open: openReset, size: 'account' },
  { name: 'password-reset-problem', as: 'anybody', open: openResetProblem, status: 422, size: 'account' },
  { name: 'password-reset-stale', as: 'anybody', open: go('/password/reset?token=stale'), status: 422, size: 'account' },
  { name: 'error', as: 'anybody', open: go('/there-is/no-such-page'), status: 404, size: 'account', snapshot: true, faces: true },
  { name: 'error-foreign', as: 'anybody', open: openForeignForm, status: 403, size: 'account' },
  { name: 'error-method', as: 'anybody', open: openWrongMethod, status: 405, size: 'account' },
  { name: 'error-too-many', as: 'anybody', open: openTooMany, status: 429, size: 'account' },
  { name: 'error-unavailable', as: 'unlucky', open: openUnavailable, status: 503, size: 'account' },
  { name: 'error-failed', as: 'unlucky', open: go(STORY), status: 500, size: 'account' },
  { name: 'wall-limit', as: 'spent', open: go(WALLED), wall: 'limit', size: 'article', still: true, snapshot: true, faces: true },
  { name: 'wall-newcomer', as: 'stranger', open: go(`${STORY_TRANSLATED}?_d=1`), wall: 'newcomer', size: 'article' },
  { name: 'story', as: 'subscriber', open: go(BLOCKS_STORY), size: 'article', still: true, snapshot: true, faces: 'snapshot' },
  { name: 'story-hindi', as: 'subscriber', open: go(HINDI), size: 'hindi', still: true, snapshot: true },
  { name: 'account', as: 'subscriber', open: go('/account'), size: 'account', still: true, snapshot: true, faces: true },
  { name: 'gift', as: 'subscriber', open: openGift, size: 'account' },
  { name: 'gifts', as: 'subscriber', open: go('/account/gifts'), size: 'account' },
  { name: 'institution', as: 'anybody', open: go('/institution'), size: 'account' },
  { name: 'institution-code', as: 'subscriber', open: go('/institution'), size: 'account' },
  { name: 'cancel', as: 'subscriber', open: go('/account/subscription/cancellation'), size: 'account' },
  { name: 'subscribe-subscriber', as: 'subscriber', open: go('/subscribe'), size: 'account' },
  { name: 'saved-empty', as: 'reader', open: go('/saved'), size: 'account' },
  { name: 'saved', as: 'reader', open: openSaved, size: 'account' },
  { name: 'account-without-plan', as: 'reader', open: go('/account'), size: 'account' },
  { name: 'account-cancelling', as: 'cancelling', open: go('/account'), size: 'account' },
  { name: 'cancel-stands', as: 'cancelling', open: go('/account/subscription/cancellation'), size: 'account' },
  { name: 'account-past-due', as: 'past due', open: go('/account'), size: 'account' },
  { name: 'account-on-hold', as: 'on hold', open: go('/account'), size: 'account' },
  { name: 'account-cancelled', as: 'lapsed', open: go('/account'), size: 'account' },
  { name: 'account-expired', as: 'expired', open: go('/account'), size: 'account' },
  { name: 'setup', as: 'founder', open: openSetup, size: 'account' },
  { name: 'setup-problem', as: 'founder', open: openSetupProblem, status: 422, size: 'account' },
  { name: 'front-empty', as: 'founder', open: go('/'), size: 'account' },
  { name: 'subscribe-empty', as: 'founder', open: go('/subscribe'), size: 'account' },
  { name: 'checkout-reader', as: 'reader', open: openCheckout, size: 'account' },
  { name: 'components', as: 'owner', open: go('/desk/components'), snapshot: true },
  { name: 'desk', as: 'owner', open: go('/desk'), desk: true },
  { name: 'desk-stories', as: 'owner', open: go('/desk/stories'), desk: true },
  { name: 'desk-story', as: 'owner', open: openFirst('/desk/stories', 'main a[href^="/desk/stories/"]:not([href$="/new"])'), desk: true },
  { name: 'desk-story-overtaken', as: 'owner', open: openOvertaken, status: 409, desk: true },
  { name: 'desk-preview', as: 'owner', open: openPreview },
  { name: 'desk-new', as: 'owner', open: go('/desk/stories/new'), desk: true },
  { name: 'desk-new-problem', as: 'owner', open: openStoryProblem, status: 422, desk: true },
  { name: 'desk-sections', as: 'owner', open: go('/desk/sections'), desk: true },
  { name: 'desk-section', as: 'owner', open: go('/desk/sections/economy'), desk: true },
  { name: 'desk-authors', as: 'owner', open: go('/desk/authors'), desk: true },
  { name: 'desk-author', as: 'owner', open: go('/desk/authors/harpreet-gill'), desk: true },
  { name: 'desk-pages', as: 'owner', open: go('/desk/pages'), desk: true },
  { name: 'desk-passes', as: 'owner', open: go('/desk/passes'), desk: true },
  { name: 'desk-campaign', as: 'owner', open: openCampaign, desk: true },
  { name: 'desk-institutions', as: 'owner', open: go('/desk/institutions'), desk: true },
  { name: 'desk-institution', as: 'owner', open: openInstitution, desk: true },
  { name: 'desk-institution-again', as: 'owner', open: openInstitutionAgain, desk: true },
  { name: 'desk-institution-problem', as: 'owner', open: openInstitutionProblem, status: 422, desk: true },
  { name: 'desk-robots', as: 'owner', open: go('/desk/robots'), desk: true },
  { name: 'desk-meter', as: 'owner', open: go('/desk/meter'), desk: true },
  { name: 'desk-meter-rule', as: 'owner', open: go('/desk/meter/rule'), desk: true },
  { name: 'desk-meter-counts', as: 'owner', open: go('/desk/meter/counts'), desk: true },
  { name: 'desk-page', as: 'owner', open: go('/desk/pages/about'), desk: true },
  { name: 'desk-readers', as: 'owner', open: go('/desk/readers'), desk: true },
  { name: 'desk-reader', as: 'owner', open: openFirst('/desk/readers', 'main a[href^="/desk/readers/"]'), desk: true },
  { name: 'desk-subscriptions', as: 'owner', open: go('/desk/subscriptions'), desk: true },
  { name: 'desk-subscription', as: 'owner', open: openFirst('/desk/subscriptions', 'main td a[href^="/desk/subscriptions/"]'), desk: true },
  { name: 'desk-plans', as: 'owner', open: go('/desk/plans'), desk: true },
  { name: 'desk-plan', as: 'owner', open: go(`/desk/plans/${PLANS[1].slug}`), desk: true },
  { name: 'desk-appearance', as: 'owner', open: go('/desk/appearance'), desk: true },
  { name: 'desk-settings', as: 'owner', open: go('/desk/settings'), desk: true },
  { name: 'desk-audit', as: 'owner', open: go('/desk/audit'), desk: true },
  { name: 'desk-story-out-of-hands', as: 'author', open: openOutOfHands, desk: true },
  { name: 'desk-forbidden', as: 'author', open: go('/desk/settings'), status: 403, desk: true },
  { name: 'desk-log-in-ended', as: 'editor', open: openLogInEnded, status: 403, desk: true },
  { name: 'gone', as: 'owner', open: openWithdrawn, status: 410 },
];

export const kind = (name) => KINDS.find((found) => found.name === name);

/** The kinds by who sees them, so that each person comes once. */
export function byPerson(kinds) {
  const people = new Map();
  for (const one of kinds) people.set(one.as, [...(people.get(one.as) ?? []), one]);
  return [...people];
}
