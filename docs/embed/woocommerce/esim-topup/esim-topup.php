<?php
/**
 * Plugin Name:      eSIM top-up
 * Description:      Customers top up the eSIMs that they have bought here: [esim_topup] on any page, best on My account.
 * Version:          1.0.0
 * Requires at least: 6.5
 * Requires PHP:     8.1
 * Requires Plugins: woocommerce
 */
declare(strict_types=1);

defined('ABSPATH') || exit;

// The file docs/server/php/topup.php, as it is.
require_once __DIR__ . '/topup.php';

add_shortcode('esim_topup', 'esim_topup_element');
add_action('rest_api_init', 'esim_topup_routes');
add_filter('rest_pre_serve_request', 'esim_topup_as_signed', 10, 3);

/** The widget, for a customer who is logged in. */
function esim_topup_element(): string
{
    if (!is_user_logged_in()) {
        return '<p><a href="' . esc_url(wc_get_page_permalink('myaccount')) . '">' . esc_html__('Log in to top up your eSIM', 'esim-topup') . '</a></p>';
    }
    // First what gives the element its session, so that it never starts without; `files` is what `cargo xtask package` leaves in dist/npm.
    wp_enqueue_script_module('esim-topup-session', plugins_url('session.js', __FILE__));
    wp_enqueue_script_module('esim-topup', plugins_url('files/element.js', __FILE__));
    return sprintf(
        '<esim-topup bff="%s" locale="%s" data-session="%s" data-nonce="%s"></esim-topup>',
        esc_url(ESIM_TOPUP_BFF),
        esc_attr(str_replace('_', '-', determine_locale())),
        esc_url(rest_url('esim-topup/v1/session')),
        esc_attr(wp_create_nonce('wp_rest')),
    );
}

function esim_topup_routes(): void
{
    register_rest_route('esim-topup/v1', '/session', [
        'methods' => 'POST',
        'callback' => 'esim_topup_session',
        // WordPress knows a user here only when the nonce of this very user came along.
        'permission_callback' => 'is_user_logged_in',
    ]);
    register_rest_route('esim-topup/v1', '/hook', [
        'methods' => 'POST',
        'callback' => 'esim_topup_hook',
        // The BFF has no log-in: its signature over the body is what lets it in.
        'permission_callback' => '__return_true',
    ]);
}

function esim_topup(): Topup
{
    return new Topup(ESIM_TOPUP_STOREFRONT, ESIM_TOPUP_KEY_ID, ESIM_TOPUP_SESSION_KEY, ESIM_TOPUP_HOOK_SECRET);
}

function esim_topup_session(WP_REST_Request $request): WP_REST_Response
{
    $customer = get_current_user_id();
    /** By the hook; or on account, `['mode' => 'account', 'cap' => ['minor' => 5000, 'currency' => 'USD']]`. */
    $payment = apply_filters('esim_topup_payment', ['mode' => 'hook'], $customer);
    /** How this customer pays, in words that they know ("Visa ·· 4242"); null for none. */
    $label = apply_filters('esim_topup_payment_label', null, $customer);
    $token = esim_topup()->sessionToken((string) $customer, esim_topup_sims($customer), $payment, $label);
    return new WP_REST_Response(['token' => $token], 200, ['cache-control' => 'no-store']);
}

/** The SIMs that this customer has bought: order items that carry the ICCID that was handed out with them. */
function esim_topup_sims(int $customer): array
{
    $sims = [];
    $orders = wc_get_orders(['customer_id' => $customer, 'status' => ['processing', 'completed'], 'limit' => 200, 'orderby' => 'date', 'order' => 'DESC']);
    foreach ($orders as $order) {
        foreach ($order->get_items() as $item) {
            $iccid = (string) $item->get_meta('_esim_iccid');
            if ($iccid !== '' && count($sims) < 100) {
                $sims[$iccid] ??= [
                    'iccid' => $iccid,
                    'provider' => (string) $item->get_meta('_esim_provider'),
                    'kind' => 'esim',
                    'country' => (string) $item->get_meta('_esim_country'),
                    'label' => mb_substr($item->get_name(), 0, 80),
                ];
            }
        }
    }
    return apply_filters('esim_topup_sims', array_values($sims), $customer);
}

function esim_topup_hook(WP_REST_Request $request): WP_REST_Response
{
    /** YOURS: a TopupPayments that holds, takes and gives back money with your gateway. */
    $payments = apply_filters('esim_topup_payments', null);
    if (!$payments instanceof TopupPayments) {
        throw new LogicException('no plugin gives esim_topup_payments: nothing can be sold');
    }
    $word = static fn (string $name): string => (string) $request->get_header("webhook_$name");
    $sealed = esim_topup()->hook($word('id'), $word('timestamp'), $word('signature'), $request->get_body(), $payments);
    return new WP_REST_Response($sealed['body'], $sealed['status'], $sealed['headers']);
}

/** WordPress would encode the answer once more, and the signature is over its very bytes. */
function esim_topup_as_signed(bool $served, WP_HTTP_Response $response, WP_REST_Request $request): bool
{
    if ($request->get_route() !== '/esim-topup/v1/hook' || !is_string($response->get_data())) {
        return $served;
    }
    echo $response->get_data();
    return true;
}
