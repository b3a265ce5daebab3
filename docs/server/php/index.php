<?php
// A storefront's two routes for the top-up widget. To try it: `php -S 127.0.0.1:8000 index.php`.
declare(strict_types=1);

require_once __DIR__ . '/shop.php';

function setting(string $name): string
{
    $value = getenv($name);
    return $value === false || $value === '' ? throw new RuntimeException("the environment variable $name is missing") : $value;
}

function answer(int $status, array $headers = [], string $body = ''): void
{
    http_response_code($status);
    foreach ($headers as $name => $value) {
        header("$name: $value");
    }
    echo $body;
}

// An error belongs into the log: into an answer it would carry paths and settings.
ini_set('display_errors', '0');
ini_set('log_errors', '1');

$topup = new Topup(setting('TOPUP_STOREFRONT'), setting('TOPUP_KEY_ID'), setting('TOPUP_SESSION_KEY'), setting('TOPUP_HOOK_SECRET'));
$shop = new Shop(setting('SHOP_FOLDER'));

switch ($_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
    case 'POST /topup/session':
        $headers = ['content-type' => 'application/json', 'cache-control' => 'no-store'];
        $customer = $shop->customer();
        if ($customer === null) {
            answer(401, $headers, json_encode(['error' => 'log in first'], JSON_THROW_ON_ERROR));
            break;
        }
        $token = $topup->sessionToken($customer, $shop->simsOf($customer), $shop->paymentOf($customer), $shop->cardOf($customer));
        answer(200, $headers, json_encode(['token' => $token], JSON_THROW_ON_ERROR));
        break;
    case 'POST /topup/hook':
        $word = static fn (string $name): string => $_SERVER["HTTP_WEBHOOK_$name"] ?? '';
        $body = (string) file_get_contents('php://input', length: 64 * 1024);
        $sealed = $topup->hook($word('ID'), $word('TIMESTAMP'), $word('SIGNATURE'), $body, $shop);
        answer($sealed['status'], $sealed['headers'], $sealed['body']);
        break;
    default:
        answer(404);
}
