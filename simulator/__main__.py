"""`python -m simulator`: runs the simulator with the settings of the environment."""

import sys

from simulator.app import create_app
from simulator.settings import WrongSetting, from_environment


def main() -> None:
    try:
        settings = from_environment()
    except WrongSetting as wrong:
        sys.exit(f"simulator: {wrong}")
    print(f"WhatsApp simulator: phones at {settings.url}/, Graph API at {settings.url}/v25.0/", flush=True)
    create_app(settings).run(host=settings.host, port=settings.port, single_process=True, motd=False, access_log=False)


if __name__ == "__main__":
    main()
