import { Nothing, Screen } from '../../parts/screen'

export default function Page() { return <Screen title='fill'><Nothing title='fill' /></Screen> }
