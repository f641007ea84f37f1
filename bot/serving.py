"""Makes Rasa importable in a process that answers and never trains. Import it before anything of `rasa`.

What only training, evaluation, plots and Rasa's own server need stays out: with it a worker takes 170 MB more.
"""

from bot.stand_ins import stand_in

ONLY_TRAINING = """
    apscheduler cachecontrol dask engineio joblib matplotlib networkx PIL prompt_toolkit psutil questionary
    requests scipy skops sklearn socketio tqdm
""".split()

stand_in(*ONLY_TRAINING)

import bot.compat  # noqa: E402, F401  # after what stays out
